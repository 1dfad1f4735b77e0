// A proof of work, found in a worker while its user does something else, and kept for the pages that follow in this tab.
// A form `data-puzzle-form` waits for it. Without this script, or when it fails, the server has another way.
const place = document.querySelector("[data-puzzle]");
const form = document.querySelector("[data-puzzle-form]");

if (place && typeof Worker === "function") {
    const { puzzle, bits, worker } = place.dataset;
    const name = `puzzle:${puzzle}`;
    let answer = kept();
    const found = answer ? Promise.resolve(answer) : find();

    if (form) {
        const fill = (text) => {
            form.elements.puzzle_answer.value = text;
            if (text) form.querySelector("[data-puzzle-question]")?.remove();
        };
        fill(answer);
        found.then((text) => { answer = text; fill(text); });
        form.addEventListener("submit", (event) => {
            if (answer !== null && answer !== "") return;
            if (form.dataset.gaveUp) return;
            event.preventDefault();
            event.stopImmediatePropagation();
            form.querySelector("[data-puzzle-state]").textContent = form.dataset.wait;
            if (form.dataset.waits) return;
            form.dataset.waits = "yes";
            found.then((text) => { if (!text) form.dataset.gaveUp = "yes"; form.requestSubmit(); });
        }, { capture: true });
    }

    function kept() {
        try { return sessionStorage.getItem(name) ?? ""; } catch { return ""; }
    }

    function find() {
        return new Promise((done) => {
            let thread;
            const end = (text) => {
                thread?.terminate();
                try { if (text) sessionStorage.setItem(name, text); } catch { /* the next page finds it anew */ }
                done(text);
            };
            try {
                thread = new Worker(worker, { type: "module" });
                thread.addEventListener("message", ({ data }) => end(data));
                thread.addEventListener("error", () => end(""));
                thread.postMessage({ puzzle, bits: Number(bits) });
            } catch { end(""); }
        });
    }
}
