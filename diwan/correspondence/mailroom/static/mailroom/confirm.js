// The confirm screen by keyboard: Enter accepts a field and goes to the next, Ctrl+Enter registers. The place where a
// field was read is shown on the page. What is typed is kept as one goes, and the document stays before this clerk.
const RENEW = 60_000; // ms; the server lets go of a document after five minutes
const PAUSE = 900; // ms after the last key

const form = document.querySelector("[data-confirm]");
const sheets = document.querySelector("[data-sheets]");
const fields = form ? [...form.querySelectorAll("[data-asked]")] : [];
const controls = fields.map((field) => field.querySelector("input:not([type=hidden]), select, textarea"));

fields.forEach((field, at) => {
    controls[at]?.addEventListener("focus", () => show(field));
    controls[at]?.addEventListener("keydown", (event) => accept(event, at));
});

function accept(event, at) {
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey || event.isComposing) return;
    event.preventDefault();
    if (event.shiftKey) return controls[at - 1]?.focus();
    fields[at].classList.add("is-accepted");
    const next = controls[at + 1] || form.querySelector("[data-register]");
    next.focus();
    next.select?.();
}

// The page and the place on it where the value of a field was read.
function show(field) {
    sheets?.querySelectorAll("[data-mark]").forEach((mark) => (mark.hidden = true));
    const sheet = sheets?.querySelector(`[data-sheet="${field.dataset.page}"]`);
    if (!sheet || !field.dataset.box) return;
    const [left, top, right, bottom] = field.dataset.box.split(" ").map(Number);
    const mark = sheet.querySelector("[data-mark]");
    Object.assign(mark.style, {
        left: `${left / 10 - 0.6}%`,
        top: `${top / 10 - 0.4}%`,
        width: `${(right - left) / 10 + 1.2}%`,
        height: `${(bottom - top) / 10 + 0.8}%`,
    });
    mark.hidden = false;
    const paper = sheet.querySelector(".sheet-paper");
    const place = paper.offsetTop - sheets.offsetTop + (top / 1000) * paper.offsetHeight;
    sheets.scrollTop = place - sheets.clientHeight / 3;
    if (sheets.scrollWidth > sheets.clientWidth) mark.scrollIntoView({ block: "nearest", inline: "center" });
}

function step(by) {
    const all = [...(sheets?.querySelectorAll("[data-sheet]") || [])];
    const top = sheets.scrollTop + sheets.offsetTop + 8;
    const now = Math.max(0, all.findLastIndex((sheet) => sheet.offsetTop <= top));
    const next = all[Math.min(all.length - 1, Math.max(0, now + by))];
    if (next) sheets.scrollTop = next.offsetTop - sheets.offsetTop;
}

function zoom(by) {
    sheets.dataset.zoom = Math.min(4, Math.max(1, Number(sheets.dataset.zoom) + by));
}

document.querySelectorAll("[data-zoom-by]").forEach((button) => button.addEventListener("click", () => zoom(Number(button.dataset.zoomBy))));
document.querySelectorAll("[data-step]").forEach((button) => button.addEventListener("click", () => step(Number(button.dataset.step))));
sheets?.addEventListener("keydown", (event) => {
    if (event.key === "+" || event.key === "-") zoom(event.key === "+" ? 1 : -1);
});
document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && form?.hasAttribute("data-open")) {
        event.preventDefault();
        stop();
        form.requestSubmit(form.querySelector("[data-register]"));
    } else if ((event.key === "PageDown" || event.key === "PageUp") && !event.target.closest?.("select")) {
        event.preventDefault();
        step(event.key === "PageDown" ? 1 : -1);
    }
});

// --- kept as one goes ---------------------------------------------------------------------------------------------

let waiting = 0;
let every = 0;
let stopped = false;

function stop() {
    stopped = true;
    clearTimeout(waiting);
    clearInterval(every);
}

function key() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

async function keep() {
    if (stopped) return;
    const data = new FormData(form);
    data.set("idempotency_key", key());
    const answer = await fetch(form.dataset.keep, { method: "POST", body: data, keepalive: true }).catch(() => null);
    if (answer?.status === 409) {
        document.querySelector("[data-taken]").hidden = false;
        form.querySelector("[data-register]").disabled = true;
        stop();
    }
}

if (form?.hasAttribute("data-open")) {
    keep();
    every = setInterval(keep, RENEW);
    form.addEventListener("input", () => {
        clearTimeout(waiting);
        waiting = setTimeout(keep, PAUSE);
    });
    document.addEventListener("submit", stop);

    controls[0]?.focus();
}
