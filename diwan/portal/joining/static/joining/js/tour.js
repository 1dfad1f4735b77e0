// A tour in the page: points at one thing after the other, over several pages. Loaded only when the address asks for one.
// The browser's own popover, no library. Escape leaves, the arrows go on and back in the direction of the page.
const asked = new URLSearchParams(location.search);
const name = asked.get("tour");
const at = Number(asked.get("step")) || 0;

export async function tour() {
    const answer = await fetch(`/help/tours/${encodeURIComponent(name)}/`, { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const told = await answer.json();
    const step = told.steps[at];
    if (!step) return;
    const link = step.follow && location.pathname === step.url ? document.querySelector(step.follow) : null;
    if (link) return location.replace(address(link.href, at));
    await style(told.style);
    show(told, step);
}

function address(url, step) {
    const to = new URL(url, location.href);
    to.searchParams.set("tour", name);
    to.searchParams.set("step", step);
    return to.href;
}

function style(href) {
    return new Promise((done) => {
        const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href, onload: done, onerror: done });
        document.head.append(link);
    });
}

function show(told, step) {
    const target = [...document.querySelectorAll(step.select)].find((thing) => thing.getClientRects().length);
    const card = document.createElement("section");
    card.className = "tour";
    card.popover = "manual";
    card.setAttribute("role", "dialog");
    card.setAttribute("aria-labelledby", "tour-title");
    card.setAttribute("aria-describedby", "tour-text");
    const title = Object.assign(document.createElement("h2"), { id: "tour-title", textContent: step.title });
    const text = Object.assign(document.createElement("p"), { id: "tour-text", textContent: step.text });
    const count = Object.assign(document.createElement("bdi"), { className: "tour-count", textContent: `${at + 1}/${told.steps.length}` });
    const bar = Object.assign(document.createElement("div"), { className: "tour-bar" });
    const last = at === told.steps.length - 1;
    const on = button(last ? told.words.end : told.words.next, "btn btn-primary", () => (last ? leave(told) : go(told, at + 1)));
    const back = button(told.words.back, "btn", () => go(told, at - 1));
    const out = button(told.words.leave, "btn btn-quiet", () => leave(told));
    bar.append(on, ...(at ? [back] : []), ...(last ? [] : [out]), count);
    card.append(title, text, bar);
    document.body.append(card);
    target?.classList.add("tour-target");
    target?.scrollIntoView({ block: "center", inline: "nearest" });
    card.showPopover();
    place(card, target);
    addEventListener("resize", () => place(card, target));
    on.focus({ preventScroll: true });
    const forwards = document.documentElement.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
    const backwards = document.documentElement.dir === "rtl" ? "ArrowRight" : "ArrowLeft";
    card.addEventListener("keydown", (event) => {
        event.stopPropagation(); // the keys of the page rest meanwhile
        if (event.key === "Escape") leave(told);
        else if (event.key === forwards) on.click();
        else if (event.key === backwards && at) back.click();
    });
}

function button(words, look, act) {
    const made = Object.assign(document.createElement("button"), { type: "button", className: look, textContent: words });
    made.addEventListener("click", act);
    return made;
}

// Beside the thing where there is room, else at the foot of the window.
function place(card, target) {
    const room = 12;
    const box = target?.getBoundingClientRect();
    const { offsetWidth: wide, offsetHeight: high } = card;
    if (!box || innerWidth < 640) return card.classList.add("tour-foot");
    const below = box.bottom + high + room < innerHeight;
    const above = box.top - high - room > 0;
    const top = below ? box.bottom + room : above ? box.top - high - room : Math.max(room, innerHeight - high - room);
    let left = box.left + box.width / 2 - wide / 2;
    if (!below && !above) left = box.left > innerWidth - box.right ? box.left - wide - room : box.right + room;
    card.style.top = `${Math.max(room, Math.min(top, innerHeight - high - room))}px`;
    card.style.left = `${Math.max(room, Math.min(left, innerWidth - wide - room))}px`;
}

function go(told, step) {
    const next = told.steps[step];
    const here = next.follow && told.steps[at].follow === next.follow && told.steps[at].url === next.url;
    location.assign(address(here ? location.href : next.url, step));
}

async function leave(told) {
    await fetch(told.seen, { method: "POST", headers: { "X-CSRFToken": told.token, "Idempotency-Key": key() } });
    const clean = new URL(location.href);
    clean.searchParams.delete("tour");
    clean.searchParams.delete("step");
    location.assign(clean.href);
}

function key() {
    const bytes = crypto.getRandomValues(new Uint8Array(16)); // randomUUID wants https
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
