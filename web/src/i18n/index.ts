export * from './format';
export {
  chooseLanguage,
  language,
  languageChoice,
  listLanguages,
  type MessageKey,
  maybe,
  plural,
  startLanguage,
  t,
} from './messages';
export { type Problem, problemText } from './problem';
export { actionText, operationText, outcomeText } from './vocabulary';
