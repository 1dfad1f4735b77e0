// The inbox: a letter opens beside the list without the page being read again, and what is done with it is done there:
// the page of an act comes into the pane, and once it is done the next line opens by itself. Without a script, each is a
// page of its own. Everything listens on the document, so that it holds for what htmx brings.

const pane = () => document.getElementById("reading-pane");
const open_ = () => document.querySelector(".row-line.is-open");
const key = (line) => line?.querySelector("[data-select]")?.value ?? "";

// Links to acts; the others (pieces, other letters) go where they say.
const ACT = "#reading-pane :is(.acts, .buttons) a[href]:not([target], [download])";

document.addEventListener("click", (event) => {
    const link = event.target.closest(ACT);
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    pane().dataset.at = link.href; // where a form without an address of its own goes
    htmx.ajax("GET", link.href, { source: pane(), target: pane(), select: ".wide-in", swap: "innerHTML show:none" });
});

// The form of an act is sent from the pane; one that htmx knows already is left to it.
document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!pane()?.contains(form) || form.method !== "post" || form.matches("[hx-post]")) return;
    event.preventDefault();
    const sent = event.submitter;
    const values = sent?.name ? { [sent.name]: sent.value } : {};
    const where = sent?.hasAttribute("formaction") ? sent.formAction : form.getAttribute("action") || pane().dataset.at;
    htmx.ajax("POST", where, { source: form, target: pane(), values, select: ".wide-in", swap: "innerHTML show:none" });
});

// An answer that came by a redirection says that the act was done: on to the next line.
document.addEventListener("htmx:beforeSwap", (event) => {
    const { requestConfig, xhr, target } = event.detail;
    if (target !== pane() || requestConfig.verb !== "post") return;
    if (new URL(xhr.responseURL).pathname === new URL(requestConfig.path, location).pathname) return;
    event.detail.shouldSwap = false;
    const following = open_()?.nextElementSibling ?? open_()?.previousElementSibling;
    const asked = document.querySelector("[data-next]").dataset.next;
    location.assign(`${asked}&at=${key(open_())}&then=${key(following)}`);
});

document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.target === pane()) pane().closest(".read").setAttribute("aria-busy", "true");
});

document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.target === pane()) pane().closest(".read").removeAttribute("aria-busy");
});

document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target !== pane()) return;
    const opener = event.detail.requestConfig.elt;
    pane().closest(".desk").classList.add("is-reading");
    pane().querySelector(".read-body")?.scrollTo(0, 0);
    if (opener.matches(".row-item")) opened(opener);
    const field = pane().querySelector("form:not([hidden]) :is(textarea, select, input:not([type=hidden]))");
    if (!opener.matches(".row-item")) (field ?? pane().querySelector("h1"))?.focus();
});

function opened(row) {
    for (const one of document.querySelectorAll(".row-item[aria-current]")) one.removeAttribute("aria-current");
    open_()?.classList.remove("is-open");
    row.setAttribute("aria-current", "true");
    row.classList.remove("unread");
    row.closest(".row-line").classList.add("is-open");
    // On a phone the list has gone: the keyboard and the voice go to the letter.
    if (getComputedStyle(document.querySelector(".list")).display === "none") {
        const title = pane().querySelector("h1");
        title?.setAttribute("tabindex", "-1");
        title?.focus();
        scrollTo(0, 0);
    }
}
