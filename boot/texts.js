// The texts of index.html, from public/messages/; a test in crates/messages compares them.
const latchkeyTexts = {
  "en": {
    "title": "Sign in",
    "lead": "No password needed: use a passkey, or a code that we send to your email.",
    "email": "Email",
    "continue": "Continue",
    "or": "or",
    "passkey": "Sign in with a passkey",
    "loading": "Loading…",
    "noWasm": "Signing in needs WebAssembly, which this browser does not have or has turned off (as in Lockdown Mode). Please allow it for this site, or use another browser.",
    "failed": "The page could not be loaded. Check your connection, then try again.",
    "retry": "Try again"
  },
  "de": {
    "title": "Sign in",
    "lead": "No password needed: use a passkey, or a code that we send to your email.",
    "email": "Email",
    "continue": "Continue",
    "or": "or",
    "passkey": "Sign in with a passkey",
    "loading": "Loading…",
    "noWasm": "Signing in needs WebAssembly, which this browser does not have or has turned off (as in Lockdown Mode). Please allow it for this site, or use another browser.",
    "failed": "The page could not be loaded. Check your connection, then try again.",
    "retry": "Try again"
  },
  "fr": {
    "title": "Sign in",
    "lead": "No password needed: use a passkey, or a code that we send to your email.",
    "email": "Email",
    "continue": "Continue",
    "or": "or",
    "passkey": "Sign in with a passkey",
    "loading": "Loading…",
    "noWasm": "Signing in needs WebAssembly, which this browser does not have or has turned off (as in Lockdown Mode). Please allow it for this site, or use another browser.",
    "failed": "The page could not be loaded. Check your connection, then try again.",
    "retry": "Try again"
  },
  "es": {
    "title": "Sign in",
    "lead": "No password needed: use a passkey, or a code that we send to your email.",
    "email": "Email",
    "continue": "Continue",
    "or": "or",
    "passkey": "Sign in with a passkey",
    "loading": "Loading…",
    "noWasm": "Signing in needs WebAssembly, which this browser does not have or has turned off (as in Lockdown Mode). Please allow it for this site, or use another browser.",
    "failed": "The page could not be loaded. Check your connection, then try again.",
    "retry": "Try again"
  },
  "pt-BR": {
    "title": "Sign in",
    "lead": "No password needed: use a passkey, or a code that we send to your email.",
    "email": "Email",
    "continue": "Continue",
    "or": "or",
    "passkey": "Sign in with a passkey",
    "loading": "Loading…",
    "noWasm": "Signing in needs WebAssembly, which this browser does not have or has turned off (as in Lockdown Mode). Please allow it for this site, or use another browser.",
    "failed": "The page could not be loaded. Check your connection, then try again.",
    "retry": "Try again"
  },
  "ja": {
    "title": "Sign in",
    "lead": "No password needed: use a passkey, or a code that we send to your email.",
    "email": "Email",
    "continue": "Continue",
    "or": "or",
    "passkey": "Sign in with a passkey",
    "loading": "Loading…",
    "noWasm": "Signing in needs WebAssembly, which this browser does not have or has turned off (as in Lockdown Mode). Please allow it for this site, or use another browser.",
    "failed": "The page could not be loaded。Check your connection, then try again.",
    "retry": "Try again"
  },
  "ar": {
    "title": "Sign in",
    "lead": "No password needed: use a passkey, or a code that we send to your email.",
    "email": "Email",
    "continue": "Continue",
    "or": "or",
    "passkey": "Sign in with a passkey",
    "loading": "Loading…",
    "noWasm": "Signing in needs WebAssembly, which this browser does not have or has turned off (as in Lockdown Mode). Please allow it for this site, or use another browser.",
    "failed": "The page could not be loaded. Check your connection, then try again.",
    "retry": "Try again"
  }
};
