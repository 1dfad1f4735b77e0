// Dialogs open without a script as popovers; with it they are modal. `data-dialog` opens one whose page has another way. Menus close on Escape or a click outside.
export function dialogs() {
    document.addEventListener("click", (event) => {
        const opener = event.target.closest("[popovertarget], [data-dialog]");
        const dialog = opener && document.getElementById(opener.getAttribute("popovertarget") ?? opener.dataset.dialog);
        if (dialog?.tagName === "DIALOG") {
            event.preventDefault();
            if (opener.getAttribute("popovertargetaction") === "hide") return dialog.close();
            dialog.removeAttribute("popover");
            dialog.showModal();
        }
        for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target) || event.target.closest(".menu-body :is(a, button)")) menu.open = false;
    });
    document.addEventListener("keydown", (event) => {
        if (event.key !== "Escape") return;
        for (const menu of document.querySelectorAll("details.menu[open]")) {
            menu.open = false;
            menu.querySelector("summary").focus();
        }
    });
}
