import { plural, t } from '../../i18n';
import { Icon } from '../../ui';
import { falseAcceptRate, fmrAt } from './calibration';
import { type Pack, refusedAt } from './genuine';
import styles from './thresholds.module.css';
import { oneInText, percentText, similarityText, strangersText } from './words';

interface VerdictsProps {
  similarity: number;
  people: number;
  visits: number;
  pack: Pack;
}

/** What a threshold means, in sentences: for strangers, and for those who are registered. */
export const Verdicts = ({ similarity, people, visits, pack }: VerdictsProps) => {
  const refused = refusedAt(pack, similarity);
  const share = percentText(refused.percent);
  const kind = refused.atMost ? 'atMost' : refused.measured ? 'measured' : 'estimated';
  return (
    <div class={styles.sentences}>
      <div class={styles.sentence}>
        <Icon name="operators" size={20} />
        <div>
          <p>{strangersText(similarity, visits * falseAcceptRate(similarity, people))}</p>
          <p class={styles.small}>
            {plural('thresholds.basis', visits, {
              people: plural('thresholds.peopleCount', people),
            })}{' '}
            {t('thresholds.single', { count: oneInText(fmrAt(similarity)) })}
          </p>
        </div>
      </div>
      <div class={styles.sentence}>
        <Icon name="user" size={20} />
        <div>
          <p>{t(`thresholds.refused.${kind}`, { share, similarity: similarityText(similarity) })}</p>
          <p class={styles.small}>{t(`thresholds.refused.${refused.measured ? 'known' : 'unknown'}`)}</p>
        </div>
      </div>
    </div>
  );
};
