// A tap without a line is kept here, with its moment, and sent when the line is back, in order. Nothing else is noted.
const place = document.querySelector("[data-taps]");
const LIVES = 14 * 24 * 3600e3; // ms; then the day is completed with a reason

if (place) start(place);

function start(place) {
    const KEY = `presence.taps.${place.dataset.person}`; // a colleague on the same device sends nothing of mine
    const all = () => JSON.parse(localStorage.getItem(KEY) ?? "[]").filter((tap) => Date.now() - Date.parse(tap.said_at) < LIVES);
    const write = (taps) => (taps.length ? localStorage.setItem(KEY, JSON.stringify(taps)) : localStorage.removeItem(KEY));
    const form = (kind) => place.querySelector(`form[data-tap="${kind}"]`);
    const show = (name, on) => { const part = place.querySelector(`[data-${name}]`); if (part) part.hidden = !on; };
    let sending = false;

    // After a start the end is offered; after an end, thanks.
    function step(kind, tap) {
        const hour = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", numberingSystem: "latn", timeZone: place.dataset.zone });
        const line = place.querySelector(`[data-done-${kind}]`);
        if (line) { line.className = "is-done"; line.querySelector("strong").textContent = hour.format(new Date(tap.said_at)); }
        if (form("start")) form("start").hidden = true;
        if (form("end")) form("end").hidden = kind !== "start";
        show("tap-done", kind === "end");
        if (kind === "start") place.querySelector("[data-done-end]")?.classList.add("is-now");
    }

    async function send(tap) {
        const any = place.querySelector("form[data-tap]");
        const body = new URLSearchParams({ kind: tap.kind, said_at: tap.said_at, csrfmiddlewaretoken: any?.elements.csrfmiddlewaretoken.value ?? "" });
        const answer = await fetch(any?.action, {
            method: "POST", body, headers: { "Idempotency-Key": tap.key, Accept: "application/json" }, redirect: "manual",
        });
        if (answer.type === "opaqueredirect" || answer.status === 403 && !answer.headers.get("content-type")?.includes("json") || answer.status >= 500) {
            throw new Error("not now"); // signed out, or the server is away: kept
        }
        return answer;
    }

    async function flush() {
        if (sending || !all().length || !place.querySelector("form[data-tap]")) return;
        sending = true;
        let sent = 0;
        try {
            for (let tap = all()[0]; tap; tap = all()[0]) {
                const answer = await send(tap);
                write(all().filter((other) => other.key !== tap.key));
                if (answer.ok) sent += 1;
                else refused(await answer.json().catch(() => ({})));
            }
        } catch { /* no line yet */ }
        sending = false;
        show("kept", all().length > 0);
        show("delivered", sent > 0 && !all().length);
    }

    function refused(said) {
        const words = place.querySelector("[data-refusal]");
        if (words) words.textContent = said.message ?? "";
        show("refused", true);
    }

    for (const kind of ["start", "end"]) {
        form(kind)?.addEventListener("submit", async (event) => {
            event.preventDefault();
            const tap = { kind, said_at: new Date().toISOString(), key: crypto.randomUUID?.() ?? form(kind).elements.idempotency_key.value, day: place.dataset.day };
            if (all().some((other) => other.kind === kind && other.day === tap.day)) return; // a double tap
            write([...all(), tap]);
            const waiting = all().length;
            form(kind).querySelector("button").disabled = true;
            show("refused", false);
            if (waiting === 1 && navigator.onLine) {
                try {
                    const answer = await send(tap);
                    write(all().filter((other) => other.key !== tap.key));
                    if (answer.ok) { location.reload(); return; }
                    refused(await answer.json().catch(() => ({})));
                    form(kind).querySelector("button").disabled = false;
                    return;
                } catch { /* kept */ }
            }
            step(kind, tap);
            show("kept", true);
        });
    }

    // What waits from before this page was opened.
    for (const tap of all().filter((one) => one.day === place.dataset.day)) step(tap.kind, tap);
    show("kept", all().length > 0);
    addEventListener("online", flush);
    setInterval(flush, 20_000);
    flush();
}
