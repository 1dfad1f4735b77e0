// A short word after something done in place: the server answers htmx with HX-Trigger: {"toast": "…"}.
const SHOWN = 6000; // ms

export function toasts() {
    document.addEventListener("toast", (event) => {
        const line = document.createElement("p");
        line.className = "toast-line";
        line.textContent = event.detail.value ?? event.detail;
        document.querySelector("[data-toasts]").append(line);
        setTimeout(() => line.remove(), SHOWN);
    });
}
