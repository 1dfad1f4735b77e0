// Choosing rows: with the pointer (Shift for a range) or the keys X and Shift X; how many are chosen is said aloud.
const bar = document.querySelector("[data-choice-bar]");
const boxes = [...document.querySelectorAll("[data-select]")];
const page = document.querySelector("[data-select-page]");
const all = document.querySelector("[data-select-all]");
let last = null;

function tell() {
    if (!bar) return;
    const count = boxes.filter((box) => box.checked).length;
    const every = all?.checked ?? false;
    bar.classList.toggle("is-choosing", every || count > 0);
    page.checked = count === boxes.length;
    page.indeterminate = count > 0 && count < boxes.length;
    const said = bar.querySelector("[data-choice-count]");
    said.textContent = count && !every ? said.dataset.words.replace("{n}", count) : "";
}

function choose(box, range) {
    if (range && last && last !== box) {
        const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
        for (const one of boxes.slice(from, to + 1)) one.checked = box.checked;
    }
    last = box;
    if (all) all.checked = false;
    tell();
}

for (const box of boxes) box.addEventListener("click", (event) => choose(box, event.shiftKey));
page?.addEventListener("change", () => { boxes.forEach((box) => (box.checked = page.checked)); if (all) all.checked = false; tell(); });
all?.addEventListener("change", () => { boxes.forEach((box) => (box.checked = all.checked)); tell(); });

// The keys of the shell send what concerns a row here.
document.addEventListener("diwan:row", (event) => {
    const box = event.target.closest("[data-line]")?.querySelector("[data-select]");
    if (!box) return;
    box.checked = event.detail.range ? true : !box.checked;
    choose(box, event.detail.range);
});
document.addEventListener("diwan:escape", () => {
    if (boxes.some((box) => box.checked) || all?.checked) {
        boxes.forEach((box) => (box.checked = false));
        if (all) all.checked = false;
        tell();
    }
});
window.addEventListener("pageshow", tell);
tell();

// The list stays where it was when a letter is opened from it.
const rows = document.querySelector(".list-rows");
const PLACE = "desk-list-place";
document.querySelector(".row-item[aria-current]")?.scrollIntoView({ block: "nearest" });
if (rows) {
    const kept = JSON.parse(sessionStorage.getItem(PLACE) ?? "{}");
    if (kept.query === query()) rows.scrollTop = kept.at;
    addEventListener("pagehide", () => sessionStorage.setItem(PLACE, JSON.stringify({ query: query(), at: rows.scrollTop })));
}

function query() {
    return document.querySelector("[data-list] a.row-item")?.getAttribute("href").split("?")[1] ?? "";
}
