// Takes down what a page asks of passkeys, and acts a person who takes their time: what autofill asks for
// stays unanswered until `passkeys.pick()`. What dialogs ask for goes to the browser as it is.
if (navigator.credentials && !window.passkeys) {
  const container = navigator.credentials;
  const requests = [];
  const pending = () => requests.filter(({ state }) => state === "pending");
  const text = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes.buffer ?? bytes)));

  const hold = (request, signal, ask) =>
    new Promise((resolve, reject) => {
      signal?.addEventListener("abort", () => reject(signal.reason));
      request.answer = () => ask().then(resolve, reject);
    });

  const real = { get: container.get.bind(container), create: container.create.bind(container) };
  const unasked = {
    get: (request, signal, options) =>
      window.autofillIsReal ? real.get(options) : hold(request, signal, () => real.get(options)),
    // A password manager that makes passkeys by itself cannot be emulated: the virtual authenticator would hang.
    create(request, signal, options) {
      switch (window.passwordManager) {
        case "creates":
          return real.create({ publicKey: options.publicKey, signal });
        case "hesitates":
          return hold(request, signal, () => real.create({ publicKey: options.publicKey, signal }));
        default:
          return Promise.reject(new DOMException("No password manager.", "NotAllowedError"));
      }
    },
  };

  for (const kind of ["get", "create"]) {
    const ask = real[kind];
    container[kind] = (options) => {
      const { publicKey, signal, mediation = "modal" } = options ?? {};
      if (!publicKey) return ask(options);
      const request = { kind, mediation, challenge: text(publicKey.challenge), state: "pending" };
      requests.push(request);
      passkeys.most = Math.max(passkeys.most, pending().length);
      const end = (state) => {
        if (request.state === "pending") request.state = state;
      };
      signal?.addEventListener("abort", () => end("AbortError"));
      const answer = mediation === "conditional" ? unasked[kind](request, signal, options) : ask(options);
      answer.then(
        () => end("done"),
        (error) => end(error.name),
      );
      return answer;
    };
  }

  window.passkeys = {
    /** How many requests were pending at a time, at most. */
    most: 0,
    /** Everything that was asked so far. */
    list: () => requests.map(({ kind, mediation, challenge, state }) => ({ kind, mediation, challenge, state })),
    /** Takes what autofill offers; false where it offers nothing now. */
    pick() {
      const [request] = pending().filter(({ kind, answer }) => kind === "get" && answer);
      request?.answer();
      return Boolean(request);
    },
  };
}
