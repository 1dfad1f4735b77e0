// Uploads under way, kept by the browser so that a page loaded again goes on with them. A day at most; gone when sent.
const KEY = "uploads", LIVES = 24 * 3600e3, QUIET = 60e3; // ms

const all = () => JSON.parse(localStorage.getItem(KEY) ?? "[]").filter((entry) => Date.now() - entry.at < LIVES);
const write = (entries) => localStorage.setItem(KEY, JSON.stringify(entries));

// A tab keeps its own when it is loaded again, and takes nothing from a letter that is written in another one.
function tab() {
    if (!sessionStorage.getItem("tab")) sessionStorage.setItem("tab", Math.random().toString(36).slice(2));
    return sessionStorage.getItem("tab");
}

const same = (entry, file) => entry.name === file.name && entry.size === file.size && entry.changed === file.lastModified;

export const memory = {
    // What this tab had on this page.
    here: () => all().filter((entry) => entry.tab === tab() && entry.page === location.pathname),
    // Where this file was on its way to: from here, or from a tab that has been silent for a while.
    find: (file) => all().find((entry) => same(entry, file) && (entry.tab === tab() || Date.now() - entry.at > QUIET))?.url ?? "",
    keep({ url, file, sent }) {
        const entry = { url, name: file.name, size: file.size, changed: file.lastModified, sent, tab: tab(), page: location.pathname, at: Date.now() };
        write([...all().filter((other) => other.url !== url), entry]);
    },
    forget: (url) => write(all().filter((entry) => entry.url !== url)),
    forgetHere: () => write(all().filter((entry) => entry.tab !== tab() || entry.page !== location.pathname)),
};
