import { adviceOf, verdictOf } from '../../camera';
import { formatSeconds, t } from '../../i18n';
import { can } from '../../session';
import { Clip, CopyAs, clampClass, cx, Icon, type IconName, SimilarityScale } from '../../ui';
import { personPath } from '../people/paths';
import { PersonPhoto, photoSize } from '../shared/PersonPhoto';
import styles from './authenticate.module.css';
import { boto3Of, type Call, curlOf } from './calls';
import type { Answer } from './useVerification';

const PHOTO = 56;

type Tone = 'match' | 'nomatch' | 'again';

const toneOf = ({ verification }: Answer): Tone => {
  if (verification.decision === 'match') return 'match';
  return verification.decision === 'no_match' ? 'nomatch' : 'again';
};

const ICONS: Record<Tone, IconName> = { match: 'check', nomatch: 'close', again: 'refresh' };

/** The answer in a few words; also what is said to those who do not see it. */
export const titleOf = (answer: Answer): string => {
  const { question, verification } = answer;
  const { decision, person } = verification;
  if (decision === 'match') {
    return t(question.person ? 'authenticate.isPerson' : 'authenticate.welcome', {
      name: person?.name ?? '',
    });
  }
  if (decision === 'no_match') {
    return question.person
      ? t('authenticate.isNotPerson', { name: question.person.name })
      : t('authenticate.notRecognised');
  }
  return t('authenticate.again');
};

export const leadOf = ({ question, verification, detection }: Answer): string => {
  const { decision } = verification;
  if (decision === 'match') return t('authenticate.matchLead');
  if (decision === 'no_match') {
    return question.person
      ? t('authenticate.noMatchPersonLead')
      : t('authenticate.noMatchLead', { collection: question.collection });
  }
  const why = detection ? verdictOf(detection).text : t(`face.verdict.${decision}`);
  const advice = detection && detection.verdict !== 'ok' ? adviceOf(detection) : undefined;
  return advice ? `${t('authenticate.because', { why })} ${advice}` : t('authenticate.because', { why });
};

const Who = ({ id, name, collection }: { id: string; name: string; collection: string }) => {
  const content = (
    <>
      <PersonPhoto id={id} collection={collection} pixels={photoSize(PHOTO)} alt="" size={PHOTO} round />
      <span class={styles.whoText}>
        <Clip text={name} strong />
        <span class={styles.whoId} dir="ltr">
          {id}
        </span>
      </span>
    </>
  );
  return can('get_person') ? (
    <a class={styles.who} href={personPath(id, collection)}>
      {content}
      <Icon name="chevronRight" size={16} />
    </a>
  ) : (
    <div class={styles.who}>{content}</div>
  );
};

export const Result = ({ answer }: { answer: Answer }) => {
  const { verification, question, tookMs } = answer;
  const tone = toneOf(answer);
  const { person, similarity, threshold } = verification;
  const call: Call = {
    origin: location.origin,
    collection: question.collection,
    personId: question.person?.id,
  };
  return (
    <div class={styles.result}>
      <div class={cx(styles.verdict, styles[tone])}>
        <span class={styles.verdictIcon}>
          <Icon name={ICONS[tone]} size={26} strokeWidth={2.4} />
        </span>
        <div class={styles.verdictText}>
          <h2 class={clampClass} dir="auto">
            {titleOf(answer)}
          </h2>
          <p>{leadOf(answer)}</p>
        </div>
      </div>
      {person && <Who id={person.id} name={person.name} collection={question.collection} />}
      {similarity !== undefined && (
        <SimilarityScale similarity={similarity} threshold={threshold} reached={tone === 'match'} />
      )}
      <p class={styles.took}>
        <Icon name="clock" size={16} />
        {t('authenticate.took', { time: formatSeconds(tookMs / 1000) })}
      </p>
      <CopyAs
        samples={[
          { tool: 'curl', code: curlOf(call) },
          { tool: 'boto3', code: boto3Of(call) },
        ]}
      />
    </div>
  );
};
