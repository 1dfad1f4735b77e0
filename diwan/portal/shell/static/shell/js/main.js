// What makes the pages quicker to use. Each page works without it; nothing here is needed to do the work.
import { themes } from "./theme.js";
import { palette } from "./palette.js";
import { keys } from "./keys.js";
import { dialogs } from "./dialogs.js";
import { once } from "./once.js";
import { drops } from "./files.js";
import { toasts } from "./toasts.js";

document.documentElement.classList.add("has-js");
themes();
palette();
keys();
dialogs();
once();
toasts();

function enhance(root) {
    drops(root);
    const pdfs = [...root.querySelectorAll("[data-pdf]")];
    if (root.matches?.("[data-pdf]")) pdfs.push(root); // what htmx brings may be the figure itself
    if (pdfs.length) import("./pdf.js").then(({ show }) => pdfs.forEach(show));
    root.querySelector("[data-form-summary]")?.focus();
}
enhance(document);
if (new URLSearchParams(location.search).has("tour")) import("../../joining/js/tour.js").then(({ tour }) => tour());
document.addEventListener("htmx:load", (event) => { if (event.target !== document.body) enhance(event.target); });
