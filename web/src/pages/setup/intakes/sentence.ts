import type { Intake } from '../../../api/intakes';
import { DEFAULT_COLLECTION } from '../../../api/people';
import { t } from '../../../i18n';
import { ruleOf } from './form';

/** What the intake does, in a sentence for somebody who has not read the manual. */
export const sentenceOf = (intake: Intake): string => {
  const place = `${intake.bucket}/${intake.prefix ?? ''}`;
  const collection = intake.collection ?? DEFAULT_COLLECTION;
  const where = intake.source ? t('intakes.placeAt', { place, source: intake.source }) : place;
  if (intake.action === 'verify') return t('intakes.says.verify', { place: where, collection });
  const { rule, value } = ruleOf(intake.identity);
  return t(`intakes.says.${rule}`, { place: where, collection, value });
};
