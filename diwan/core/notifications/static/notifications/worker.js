// Kept by the browser: shows what the server says waits, and opens its page. It reads nothing and keeps nothing.
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("push", (event) => {
    let said = {};
    try {
        said = event.data.json();
    } catch {
        // A message without a text that can be read is still one: browsers want each to be shown.
    }
    const { title = "Diwan", body = "", tag = "diwan", lang = "", dir = "auto", icon, url = "/notifications/" } = said;
    event.waitUntil(self.registration.showNotification(title, { body, tag, lang, dir, icon, data: { url } }));
});

self.addEventListener("notificationclick", (event) => {
    event.notification.close();
    event.waitUntil(open(event.notification.data.url));
});

// A page that shows it already is brought to the front; otherwise a new one opens. Never another site.
async function open(address) {
    const target = new URL(address, self.location.origin);
    if (target.origin !== self.location.origin) return;
    const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
    const there = pages.find((page) => new URL(page.url).pathname === target.pathname);
    await (there ? there.focus() : self.clients.openWindow(target.href));
}
