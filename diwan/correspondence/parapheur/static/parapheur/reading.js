// A folder being read: pages tell that they were seen, notes find their place, a swipe leads to the next folder.
// Everything listens on the document, so that it holds for what htmx brings.

const SEEN_AFTER = 900; // ms that most of a page is before one's eyes
const SWIPE = 80; // dots, and more across than down
const told = new Set();
let watcher;
const waits = new Map();

function begin() {
    place();
    watch();
}

// --- notes: where they stand on the page ------------------------------------------------------------------------------

function place() {
    for (const pin of document.querySelectorAll(".pin[data-x]")) {
        const picture = pin.closest(".sheet").querySelector("img");
        const put = () => {
            pin.style.left = `${(picture.offsetWidth * pin.dataset.x) / 1000 + picture.offsetLeft}px`;
            pin.style.top = `${(picture.offsetHeight * pin.dataset.y) / 1000 + picture.offsetTop}px`;
            pin.classList.add("is-placed");
        };
        picture.complete && picture.naturalWidth ? put() : picture.addEventListener("load", put, { once: true });
    }
}
addEventListener("resize", place);

document.addEventListener("toggle", (event) => {
    if (event.target.id === "note-here") event.target.closest("#reading-pane")?.classList.toggle("is-noting", event.target.open);
}, true);

document.addEventListener("click", (event) => {
    const picture = event.target.closest(".is-noting .sheet img");
    if (!picture) return;
    const form = document.querySelector("[data-note-form]");
    const sheets = picture.closest("[data-document]");
    const box = picture.getBoundingClientRect();
    form.action = sheets.dataset.note;
    form.elements.page.value = picture.closest("[data-page]").dataset.page;
    form.elements.x.value = Math.round(((event.clientX - box.left) / box.width) * 1000);
    form.elements.y.value = Math.round(((event.clientY - box.top) / box.height) * 1000);
    form.elements.text.focus();
});

// --- pages: which came before one's eyes ------------------------------------------------------------------------------

function watch() {
    watcher?.disconnect();
    watcher = new IntersectionObserver((entries) => {
        for (const { target, isIntersecting } of entries) {
            clearTimeout(waits.get(target));
            if (isIntersecting) waits.set(target, setTimeout(() => see(target), SEEN_AFTER));
        }
    }, { threshold: 0.45 });
    for (const sheet of document.querySelectorAll("[data-seen] .sheet")) {
        if (!told.has(name(sheet))) watcher.observe(sheet);
    }
}

const name = (sheet) => {
    const { document: key, file } = sheet.closest("[data-document]").dataset;
    return `${key}:${file}:${sheet.dataset.page}`;
};

function see(sheet) {
    if (!document.querySelector("#unread-pages")?.textContent.trim()) return; // nothing asks for it
    const picture = sheet.querySelector("img");
    if (!picture.complete || !picture.naturalWidth || document.hidden) {
        waits.set(sheet, setTimeout(() => see(sheet), SEEN_AFTER));
        return;
    }
    if (told.has(name(sheet))) return;
    told.add(name(sheet));
    watcher.unobserve(sheet);
    const { seen, file } = sheet.closest("[data-document]").dataset;
    const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
    htmx.ajax("POST", seen, {
        target: "#unread-pages",
        swap: "outerHTML",
        values: { file, pages: sheet.dataset.page },
        headers: { "X-CSRFToken": token, "Idempotency-Key": crypto.randomUUID() },
    });
}

// --- from folder to folder --------------------------------------------------------------------------------------------

let from;
document.addEventListener("touchstart", (event) => {
    from = event.touches.length === 1 && event.target.closest("#reading-pane") ? event.touches[0] : null;
}, { passive: true });
document.addEventListener("touchend", (event) => {
    if (!from || visualViewport.scale > 1.05) return; // a page that was made larger is moved, not left
    const [across, down] = [event.changedTouches[0].clientX - from.clientX, event.changedTouches[0].clientY - from.clientY];
    from = null;
    if (Math.abs(across) < SWIPE || Math.abs(down) > Math.abs(across) / 2) return;
    const forward = (document.documentElement.dir === "rtl") === across > 0;
    document.querySelector(forward ? "[data-after]" : "[data-before]")?.click();
});

document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id !== "reading-pane") return;
    const row = event.detail.requestConfig.elt;
    event.detail.target.closest(".desk").classList.add("is-reading");
    for (const one of document.querySelectorAll(".row-item[aria-current]")) one.removeAttribute("aria-current");
    document.querySelector(".row-line.is-open")?.classList.remove("is-open");
    if (row.matches(".row-item")) {
        row.setAttribute("aria-current", "true");
        row.closest(".row-line").classList.add("is-open");
    }
    event.detail.target.scrollTo?.(0, 0);
    begin();
});
begin();
