import { maybe, t } from './messages';

/** As much of an error as is shown; ApiError fits. */
export interface Problem {
  code: string;
  detail?: string | undefined;
  requestId?: string | undefined;
  status?: number | undefined;
}

/** What went wrong, in plain words. */
export const problemText = (problem: Problem): string =>
  maybe(`problem.${problem.code}`) ?? t('problem.unknown', { code: problem.code });
