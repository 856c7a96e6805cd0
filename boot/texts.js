// Made from public/messages/: LATCHKEY_WRITE_BOOT_TEXTS=1 cargo test -p messages --test boot_texts
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
    "title": "Anmelden",
    "lead": "Kein Passwort nötig: Verwenden Sie einen Passkey oder einen Code, den wir Ihnen per E-Mail schicken.",
    "email": "E-Mail",
    "continue": "Weiter",
    "or": "oder",
    "passkey": "Mit Passkey anmelden",
    "loading": "Wird geladen …",
    "noWasm": "Für die Anmeldung wird WebAssembly benötigt, das diesem Browser fehlt oder abgeschaltet ist (etwa im Blockierungsmodus). Bitte erlauben Sie es für diese Website oder verwenden Sie einen anderen Browser.",
    "failed": "Die Seite konnte nicht geladen werden. Prüfen Sie Ihre Verbindung und versuchen Sie es dann noch einmal.",
    "retry": "Erneut versuchen"
  },
  "fr": {
    "title": "Se connecter",
    "lead": "Aucun mot de passe nécessaire : utilisez une clé d’accès ou un code que nous vous envoyons par e-mail.",
    "email": "E-mail",
    "continue": "Continuer",
    "or": "ou",
    "passkey": "Se connecter avec une clé d’accès",
    "loading": "Chargement…",
    "noWasm": "La connexion nécessite WebAssembly, qui est absent de ce navigateur ou désactivé (par exemple en mode Isolement). Veuillez l’autoriser pour ce site ou utiliser un autre navigateur.",
    "failed": "La page n’a pas pu être chargée. Vérifiez votre connexion, puis réessayez.",
    "retry": "Réessayer"
  },
  "es": {
    "title": "Iniciar sesión",
    "lead": "Sin contraseña: utilice una llave de acceso o un código que enviamos a su correo electrónico.",
    "email": "Correo electrónico",
    "continue": "Continuar",
    "or": "o",
    "passkey": "Iniciar sesión con una llave de acceso",
    "loading": "Cargando…",
    "noWasm": "Para iniciar sesión se necesita WebAssembly, que este navegador no tiene o tiene desactivado (como en el modo de aislamiento). Permítalo para este sitio o utilice otro navegador.",
    "failed": "No se pudo cargar la página. Compruebe la conexión e inténtelo de nuevo.",
    "retry": "Intentar de nuevo"
  },
  "pt-BR": {
    "title": "Entrar",
    "lead": "Não precisa de senha: use uma chave de acesso ou um código que enviamos para o seu e-mail.",
    "email": "E-mail",
    "continue": "Continuar",
    "or": "ou",
    "passkey": "Entrar com uma chave de acesso",
    "loading": "Carregando…",
    "noWasm": "Para entrar é preciso ter WebAssembly, que este navegador não tem ou está desativado (como no Modo de Isolamento). Permita-o para este site ou use outro navegador.",
    "failed": "Não foi possível carregar a página. Verifique sua conexão e tente novamente.",
    "retry": "Tentar novamente"
  },
  "ja": {
    "title": "サインイン",
    "lead": "パスワードは不要です。パスキー、またはメールでお送りするコードをご利用ください。",
    "email": "メールアドレス",
    "continue": "続ける",
    "or": "または",
    "passkey": "パスキーでサインイン",
    "loading": "読み込んでいます…",
    "noWasm": "サインインにはWebAssemblyが必要ですが、このブラウザーにはないか、無効になっています（ロックダウンモードなど）。このサイトで許可するか、別のブラウザーをご利用ください。",
    "failed": "ページを読み込めませんでした。接続を確認して、もう一度お試しください。",
    "retry": "もう一度試す"
  },
  "ar": {
    "title": "تسجيل الدخول",
    "lead": "لا حاجة إلى كلمة مرور: استخدم مفتاح المرور أو رمزًا نرسله إلى بريدك الإلكتروني.",
    "email": "البريد الإلكتروني",
    "continue": "متابعة",
    "or": "أو",
    "passkey": "تسجيل الدخول بمفتاح مرور",
    "loading": "جارٍ التحميل…",
    "noWasm": "يتطلّب تسجيل الدخول WebAssembly، وهو غير متوفر في هذا المتصفح أو معطَّل (كما في نمط المنع). يُرجى السماح به لهذا الموقع أو استخدام متصفح آخر.",
    "failed": "تعذّر تحميل الصفحة. تحقّق من اتصالك ثم حاول مرة أخرى.",
    "retry": "إعادة المحاولة"
  }
};
