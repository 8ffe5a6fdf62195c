import type { ApiError } from '../../../api/errors';
import type { Person } from '../../../api/people';
import { isTyped } from '../../../ui/typed';

/** The server's limit (kFacesPerPersonMax). */
export const FACES_MAX = 100;

/** Who stays, with all faces, and who is gone afterwards. */
export interface Plan {
  into: Person;
  from: Person;
}

/** At first the person whose page it is stays. */
export const planOf = (page: Person, other: Person, swapped: boolean): Plan =>
  swapped ? { into: other, from: page } : { into: page, from: other };

/** What the server would refuse for sure. */
export const planFault = ({ into, from }: Plan): 'same' | 'tooMany' | undefined => {
  if (into.id === from.id) return 'same';
  return into.face_count + from.face_count > FACES_MAX ? 'tooMany' : undefined;
};

/**
 * choose: whom, and which way, with the name of the one who goes typed. unlike: the server found that the faces do not
 * look alike, and somebody has to say that they are one person's all the same.
 */
export type Step = 'choose' | 'unlike';

export const stepAfter = (error: ApiError): Step =>
  error.code === 'identity_conflict' ? 'unlike' : 'choose';

export interface Answers {
  step: Step;
  typed: string;
  /** "They are the same person all the same." */
  sure: boolean;
}

/** Whether everything was said that a merge needs. */
export const mayMerge = (plan: Plan | undefined, { step, typed, sure }: Answers): boolean => {
  if (!plan || planFault(plan) || !isTyped(typed, [plan.from.name, plan.from.id])) return false;
  return step === 'choose' || sure;
};
