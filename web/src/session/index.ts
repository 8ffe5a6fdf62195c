export { ChangePassword } from './ChangePassword';
export { watchIdle } from './idle';
export { LockScreen } from './LockScreen';
export { Preferences } from './Preferences';
export { OPERATOR_NAME } from './password';
export { can, type Operation } from './roles';
export { SignIn, SignInProblem } from './SignIn';
export { lock, lookAgain, operator, session, signIn, signOut, startKiosk, startSession } from './state';
export { Welcome } from './Welcome';
