// A letter being written, kept while it is written. Without this script it is kept at each step.
const form = document.querySelector("form[data-draft]");
const QUIET = 1500; // milliseconds without a key before what was typed is sent

if (form) {
    const state = form.querySelector("[data-draft-state]");
    const version = form.elements.draft_version;
    let timer = 0, sending = null, leaving = false, last = "";

    const content = () => {
        const data = new FormData(form);
        for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
        return data;
    };
    const said = () => JSON.stringify([...content()].filter(([name]) => !["idempotency_key", "draft_version", "csrfmiddlewaretoken"].includes(name)));
    const key = () => "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) => (c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (c / 4)))).toString(16));

    async function save() {
        const now = said();
        if (leaving || sending || now === last) return;
        const body = content();
        body.delete("idempotency_key");
        sending = fetch(form.dataset.draft, { method: "POST", body, headers: { "Idempotency-Key": key(), Accept: "application/json" } })
            .then((answer) => {
                if (answer.ok) {
                    last = now;
                    version.value = answer.headers.get("Draft-Version");
                    const time = new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
                    state.textContent = state.dataset.saved.replace("{time}", `\u2068${time}\u2069`);
                } else state.textContent = answer.status === 409 ? state.dataset.stale : state.dataset.failed;
            })
            .catch(() => { state.textContent = state.dataset.failed; })
            .finally(() => { sending = null; });
        await sending;
    }
    const soon = () => { clearTimeout(timer); timer = setTimeout(save, QUIET); };

    // What was typed before this script came is not kept yet, and no key may follow.
    const typed = (field) => {
        if (["hidden", "file", "submit"].includes(field.type)) return false;
        if (field.options) return field.selectedIndex !== Math.max(0, [...field.options].findIndex((one) => one.defaultSelected));
        return field.checked !== field.defaultChecked || field.value !== field.defaultValue;
    };
    if ([...form.elements].some(typed)) soon();
    else last = said();
    form.addEventListener("input", soon);
    form.addEventListener("change", soon);
    const uploads = form.querySelector("[data-uploads]");
    if (uploads) new MutationObserver(() => { if (said() !== last) soon(); }).observe(uploads, { childList: true, subtree: true });
    // What is on its way arrives before the form does: two writings at once would look like two windows.
    form.addEventListener("submit", (event) => {
        clearTimeout(timer);
        leaving = true;
        if (!sending) return;
        event.preventDefault();
        event.stopImmediatePropagation();
        const { submitter } = event;
        sending.finally(() => form.requestSubmit(submitter));
    }, { capture: true });
    addEventListener("pageshow", (event) => { if (event.persisted) leaving = false; });
}
