// Asks the passkey of this device to confirm what a form shows, then sends the form. Without script: the code remains.
(() => {
    const octets = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
    const text = (buffer) =>
        btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

    function answered(credential) {
        const { authenticatorData, clientDataJSON, signature, userHandle } = credential.response;
        return JSON.stringify({
            id: credential.id,
            rawId: text(credential.rawId),
            type: credential.type,
            clientExtensionResults: credential.getClientExtensionResults(),
            response: {
                authenticatorData: text(authenticatorData),
                clientDataJSON: text(clientDataJSON),
                signature: text(signature),
                userHandle: userHandle ? text(userHandle) : null,
            },
        });
    }

    async function ask(piece) {
        const options = JSON.parse(piece.dataset.presence);
        const publicKey = {
            ...options,
            challenge: octets(options.challenge),
            allowCredentials: (options.allowCredentials || []).map((one) => ({ ...one, id: octets(one.id) })),
        };
        return answered(await navigator.credentials.get({ publicKey }));
    }

    document.addEventListener("click", async (event) => {
        const button = event.target.closest("[data-presence-passkey]");
        const piece = button && button.closest("[data-presence]");
        if (!piece || !piece.dataset.presence) return;
        const field = piece.querySelector("[name=presence_credential]");
        if (field.value) return; // answered: let the form go
        event.preventDefault();
        const problem = piece.querySelector(".presence-problem");
        problem.hidden = true;
        button.disabled = true;
        try {
            field.value = await ask(piece);
        } catch {
            problem.hidden = false;
            return;
        } finally {
            button.disabled = false;
        }
        const code = piece.querySelector("[name=presence_code]");
        if (code) code.value = "";
        button.form.requestSubmit(button);
    });

    // Coming back to a page keeps its fields: a proof that was sent is not sent again.
    window.addEventListener("pageshow", () => {
        for (const field of document.querySelectorAll("[name=presence_credential]")) field.value = "";
    });
})();
