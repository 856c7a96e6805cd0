// Another app on the site's origin, one that uses aws-amplify with the same app client. What tests call is `amplify`;
// its answers are plain data.
import { Amplify } from "aws-amplify";
import { confirmSignIn, fetchAuthSession, getCurrentUser, signIn, signOut } from "aws-amplify/auth";

const ready = (async () => {
  const { cognito } = await (await fetch("/config.json")).json();
  const { userPoolId, userPoolClientId, endpoint } = cognito;
  Amplify.configure({ Auth: { Cognito: { userPoolId, userPoolClientId, userPoolEndpoint: endpoint } } });
})();

globalThis.amplify = {
  async currentUser() {
    await ready;
    try {
      return await getCurrentUser();
    } catch (error) {
      if (error.name === "UserUnAuthenticatedException") return null;
      throw error;
    }
  },
  async tokens(options) {
    await ready;
    const { tokens } = await fetchAuthSession(options);
    return { access: tokens?.accessToken.toString(), id: tokens?.idToken?.toString() };
  },
  async signIn(username) {
    await ready;
    return signIn({ username, options: { authFlowType: "CUSTOM_WITHOUT_SRP" } });
  },
  confirmSignIn: (challengeResponse) => confirmSignIn({ challengeResponse }),
  async signOut() {
    await ready;
    return signOut();
  },
};
