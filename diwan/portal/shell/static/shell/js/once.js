// A form sent is not sent again by a second click. The server is the guard (idempotency key); this only spares the wait.
export function once() {
    keepKeys();
    document.addEventListener("submit", (event) => {
        const form = event.target;
        if (form.method !== "post" || form.dataset.sent) {
            if (form.dataset.sent) event.preventDefault();
            return;
        }
        if (form.matches("[hx-post], [data-hx-post]")) return; // htmx has its own: hx-disabled-elt
        form.dataset.sent = "yes";
        // After the event, so that the name and value of the button clicked still travel with the form.
        setTimeout(() => form.querySelectorAll("button:not([type=button])").forEach((button) => (button.disabled = true)));
    });
    // Back from the next page, from the browser's memory: the form may be sent again.
    window.addEventListener("pageshow", (event) => {
        if (!event.persisted) return;
        for (const form of document.querySelectorAll("form[data-sent]")) {
            delete form.dataset.sent;
            form.querySelectorAll("button:disabled").forEach((button) => (button.disabled = false));
        }
    });
}

// Back from the next page, the server makes the form anew with a new key. The key it had stays with this place in the
// browser's history, so that sending it again is the same request: the same answer, or a refusal that says why.
function keepKeys() {
    const fields = [...document.querySelectorAll("input[name=idempotency_key]")];
    const kept = history.state?.keys;
    if (kept?.length === fields.length) fields.forEach((field, at) => (field.value = kept[at]));
    else if (fields.length) history.replaceState({ ...history.state, keys: fields.map((field) => field.value) }, "");
}
