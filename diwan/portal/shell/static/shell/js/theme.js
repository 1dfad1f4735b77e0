// Light, dark or as the device: the same cookie as the server's, without loading the page again.
export function themes() {
    document.addEventListener("click", (event) => {
        const link = event.target.closest("[data-theme-name]");
        if (!link || event.ctrlKey || event.metaKey) return;
        event.preventDefault();
        const name = link.dataset.themeName;
        document.cookie = `theme=${name};path=/;max-age=31536000;samesite=lax`;
        if (name === "auto") document.documentElement.removeAttribute("data-bs-theme");
        else document.documentElement.dataset.bsTheme = name;
        document.querySelector('meta[name="color-scheme"]').content = name === "auto" ? "light dark" : name;
        for (const other of document.querySelectorAll("[data-theme-name]")) {
            if (other.dataset.themeName === name) other.setAttribute("aria-current", "true");
            else other.removeAttribute("aria-current");
        }
    });
}
