// Turns this browser on and off as a place where notifications come. The browser asks its question on the click, never before.
const form = document.querySelector("[data-push]");
const say = (state) => {
    for (const one of document.querySelectorAll("[data-push-state]")) one.hidden = one.dataset.pushState !== state;
    form.hidden = !["ready", "failed"].includes(state);
};
const octets = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
const can = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

async function current() {
    const registration = await navigator.serviceWorker.getRegistration("/");
    return registration?.pushManager.getSubscription();
}

async function subscribed() {
    const registration = await navigator.serviceWorker.register(form.dataset.worker, { scope: "/", updateViaCache: "none" });
    await navigator.serviceWorker.ready;
    await (await registration.pushManager.getSubscription())?.unsubscribe(); // a former one, or of a former key
    return registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: octets(form.dataset.key) });
}

async function turnOn(button) {
    button.disabled = true;
    try {
        if ((await Notification.requestPermission()) !== "granted") return say("denied");
        const { endpoint, keys } = (await subscribed()).toJSON();
        form.elements.endpoint.value = endpoint;
        form.elements.p256dh.value = keys.p256dh;
        form.elements.auth.value = keys.auth;
        form.submit();
    } catch {
        say("failed");
    } finally {
        button.disabled = false;
    }
}

async function start() {
    if (!can) return say("unsupported");
    if (Notification.permission === "denied") return say("denied");
    if (!form.dataset.this) return say("ready");
    say((await current()) ? "on" : "ready"); // the browser may have withdrawn it by itself
}

form.addEventListener("submit", (event) => {
    event.preventDefault();
    turnOn(form.querySelector("[type=submit]"));
});
// What is forgotten here is forgotten by the browser too.
document.querySelector("[data-push-forget]")?.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
        await (await current())?.unsubscribe();
    } finally {
        event.target.submit();
    }
});
start();
