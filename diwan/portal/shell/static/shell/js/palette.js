// Ctrl K: go to a page or find a thing without leaving the keyboard. An ARIA combobox in a native dialog.
// A plain text field, not type=search: there Escape would empty the field instead of closing.
const WAIT = 160; // ms of rest before asking: fast typists ask once

export function palette() {
    const dialog = document.querySelector("[data-palette]");
    if (!dialog) return;
    const input = dialog.querySelector("input");
    const list = dialog.querySelector("[role=listbox]");
    const none = dialog.querySelector("[data-palette-none]");
    const failed = dialog.querySelector("[data-palette-failed]");
    let timer, asked;

    const options = () => [...list.querySelectorAll("[role=option]")];
    const chosen = () => list.querySelector("[aria-selected=true]");

    function choose(option) {
        chosen()?.setAttribute("aria-selected", "false");
        if (!option) return input.removeAttribute("aria-activedescendant");
        option.setAttribute("aria-selected", "true");
        option.scrollIntoView({ block: "nearest" });
        input.setAttribute("aria-activedescendant", option.id);
    }

    async function ask() {
        asked?.abort();
        asked = new AbortController();
        try {
            const url = `${dialog.dataset.palette}?q=${encodeURIComponent(input.value)}`;
            const answer = await fetch(url, { headers: { Accept: "application/json" }, signal: asked.signal });
            if (!answer.ok) throw new Error(answer.status);
            render((await answer.json()).groups);
            failed.hidden = true;
        } catch (error) {
            if (error.name === "AbortError") return;
            list.replaceChildren();
            none.hidden = true;
            failed.hidden = false;
        }
    }

    function render(groups) {
        let number = 0;
        list.replaceChildren(...groups.map(({ label, items }) => {
            const group = element("div", { role: "group" });
            const title = element("div", { class: "palette-group", id: `palette-group-${number}`, role: "presentation" }, label);
            group.setAttribute("aria-labelledby", title.id);
            group.append(title, ...items.map((item) => {
                const option = element("div", { role: "option", id: `palette-${number++}`, class: "palette-item", "aria-selected": "false" });
                option.dataset.url = item.url;
                option.append(element("span", { dir: "auto" }, item.label), element("small", { dir: "auto" }, item.detail));
                return option;
            }));
            return group;
        }));
        none.hidden = number > 0;
        choose(options()[0]);
    }

    function open(text = "") {
        if (dialog.open) return;
        input.value = text;
        dialog.showModal();
        input.focus();
        ask();
    }

    input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, WAIT); });
    input.addEventListener("keydown", (event) => {
        if (event.key === "ArrowDown" || event.key === "ArrowUp") {
            event.preventDefault();
            const all = options();
            const at = all.indexOf(chosen()) + (event.key === "ArrowDown" ? 1 : -1);
            choose(all[(at + all.length) % all.length]);
        } else if (event.key === "Enter" && chosen()) {
            event.preventDefault();
            location.assign(chosen().dataset.url);
        }
    });
    list.addEventListener("click", (event) => {
        const option = event.target.closest("[role=option]");
        if (option) location.assign(option.dataset.url);
    });
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
    document.addEventListener("keydown", (event) => {
        if ((event.ctrlKey || event.metaKey) && event.code === "KeyK") { // the place of the key, whatever the alphabet
            event.preventDefault();
            open();
        }
    });
    for (const opener of document.querySelectorAll("[data-palette-opener]")) {
        opener.addEventListener("click", () => open(opener.value));
    }
}

function element(name, attributes, text = "") {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.textContent = text;
    return made;
}
