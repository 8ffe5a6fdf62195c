import { maybe } from './messages';

/** Words that the server chose, in the reader's language where we know them, else as they are. */
export const actionText = (action: string): string => maybe(`event.${action}`) ?? action;
export const outcomeText = (outcome: string): string =>
  maybe(`outcome.${outcome}`) ?? maybe(`problem.${outcome}`) ?? outcome;
export const operationText = (operation: string): string =>
  maybe(`operation.${operation}`) ?? maybe(`event.${operation}`) ?? operation;
