// The inbox: a letter opens beside the list without the page being read again; the row tells that it was opened.
// Everything listens on the document, so that it holds for what htmx brings.

const pane = () => document.getElementById("reading-pane");

document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.target === pane()) pane().closest(".read").classList.add("htmx-request");
});

document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target !== pane()) return;
    const opener = event.detail.requestConfig.elt;
    pane().closest(".read").classList.remove("htmx-request");
    pane().closest(".desk").classList.add("is-reading");
    if (!opener.matches(".row-item")) return;
    for (const row of document.querySelectorAll(".row-item[aria-current]")) row.removeAttribute("aria-current");
    for (const line of document.querySelectorAll(".row-line.is-open")) line.classList.remove("is-open");
    opener.setAttribute("aria-current", "true");
    opener.classList.remove("unread");
    opener.closest(".row-line").classList.add("is-open");
    pane().scrollTop = 0;
    pane().querySelector(".read-body")?.scrollTo(0, 0);
    document.title = `${pane().querySelector("h1")?.textContent ?? ""} · ${document.title.split(" · ").slice(-2).join(" · ")}`;
    // On a phone the list has gone: the keyboard and the voice go to the letter.
    if (getComputedStyle(document.querySelector(".list")).display === "none") pane().querySelector("h1")?.focus();
});
