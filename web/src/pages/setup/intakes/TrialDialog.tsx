import { useRef, useState } from 'preact/hooks';
import type { Intake } from '../../../api/intakes';
import { DEFAULT_COLLECTION } from '../../../api/people';
import type { Upload } from '../../../api/uploads';
import { useObjectUrl } from '../../../camera';
import { formatSimilarity, maybe, outcomeText, t } from '../../../i18n';
import { can } from '../../../session';
import { Banner, Button, Dialog, ErrorBanner, Icon, Meter, Spinner, TextInput } from '../../../ui';
import { personPath } from '../../people/paths';
import { pictureEnding } from '../../shared/pictureEnding';
import shared from '../../shared/shared.module.css';
import { keyFor, ruleOf, wordsOf } from './form';
import styles from './intakes.module.css';
import { sentenceOf } from './sentence';
import { useTrial } from './useTrial';

const Outcome = ({ upload }: { upload: Upload }) => {
  const { person, similarity, reason } = upload;
  const collection = upload.collection ?? DEFAULT_COLLECTION;
  const good = upload.outcome === 'registered' || upload.outcome === 'match';
  const tone = good ? 'success' : upload.state === 'done' ? 'info' : 'warning';
  return (
    <Banner
      tone={tone}
      title={
        upload.state === 'failed'
          ? t('intakes.trial.failed')
          : (maybe(`intakes.outcome.${upload.outcome ?? ''}`) ?? outcomeText(upload.outcome ?? ''))
      }
    >
      {person &&
        (can('get_person') ? (
          <p>
            <a href={personPath(person.id, collection)}>
              <bdi>{person.name}</bdi>
            </a>
          </p>
        ) : (
          <p>
            <bdi>{person.name}</bdi>
          </p>
        ))}
      {similarity !== undefined && <p>{t('history.similarity', { value: formatSimilarity(similarity) })}</p>}
      {reason && <p>{reason}</p>}
    </Banner>
  );
};

interface IdentityFieldsProps {
  intake: Intake;
  values: Record<string, string>;
  onValues: (values: Record<string, string>) => void;
}

/** What the intake's rule has to be told: the words of a pattern, or one piece of metadata. */
const IdentityFields = ({ intake, values, onValues }: IdentityFieldsProps) => {
  if (intake.action === 'verify') return null;
  const { rule, value } = ruleOf(intake.identity);
  const words = rule === 'key' ? wordsOf(value) : [value];
  return (
    <div class={shared.pair}>
      {words.map((word) => (
        <TextInput
          key={word}
          label={
            rule === 'key'
              ? (maybe(`intakes.word.${word}`) ?? word)
              : t(rule === 'metadata' ? 'intakes.trial.name' : 'intakes.trial.id', { name: word })
          }
          value={values[word] ?? ''}
          onValue={(text) => onValues({ ...values, [word]: text })}
          autocomplete="off"
          dir="auto"
        />
      ))}
    </div>
  );
};

export const TrialDialog = ({ intake, onClose }: { intake: Intake; onClose: () => void }) => {
  const [file, setFile] = useState<File>();
  const [values, setValues] = useState<Record<string, string>>({});
  const [over, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const url = useObjectUrl(file);
  const trial = useTrial(intake);
  const busy = ['sending', 'looking', 'following'].includes(trial.step);
  const { rule, value } = ruleOf(intake.identity);
  const wanted = intake.action === 'verify' ? [] : rule === 'key' ? wordsOf(value) : [value];
  const ready = file !== undefined && wanted.every((word) => (values[word] ?? '').trim() !== '');

  const begin = () => {
    if (!file) return;
    const unique = crypto.randomUUID?.() ?? String(Date.now());
    const stem =
      intake.action === 'register' && rule === 'key'
        ? keyFor(value, { ...values, uuid: unique })
        : `console-test-${unique}`;
    const metadata = intake.action === 'register' && rule !== 'key' ? { [value]: values[value] ?? '' } : {};
    trial.begin(file, `${intake.prefix ?? ''}${stem}.${pictureEnding(file.type)}`, metadata);
  };

  return (
    <Dialog
      wide
      title={t('intakes.trial.title', { name: intake.name })}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('action.close')}</Button>
          <Button variant="primary" icon="play" busy={busy} disabled={!ready} onClick={begin}>
            {t('intakes.trial.begin')}
          </Button>
        </>
      }
    >
      <p class={shared.note}>
        <bdi>{sentenceOf(intake)}</bdi> {t('intakes.trial.real')}
      </p>
      <button
        type="button"
        class={styles.drop}
        data-over={over}
        onClick={() => input.current?.click()}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          setFile(event.dataTransfer?.files[0]);
        }}
      >
        {url ? (
          <img src={url} alt={t('intakes.trial.picture')} />
        ) : (
          <>
            <Icon name="image" size={28} />
            <span>{t('intakes.trial.drop')}</span>
          </>
        )}
      </button>
      <input
        ref={input}
        type="file"
        hidden
        accept="image/jpeg,image/png,image/webp"
        onChange={(event) => {
          setFile(event.currentTarget.files?.[0] ?? file);
          event.currentTarget.value = '';
        }}
      />
      <IdentityFields intake={intake} values={values} onValues={setValues} />
      {trial.step === 'sending' && <Meter share={trial.share} label={t('intakes.trial.sending')} />}
      {(trial.step === 'looking' || trial.step === 'following') && (
        <p class={shared.row} role="status">
          <Spinner size={18} />
          {t(trial.upload ? 'intakes.trial.following' : 'intakes.trial.looking')}
          {trial.upload?.reason && <span class={shared.note}>{trial.upload.reason}</span>}
        </p>
      )}
      {trial.step === 'lost' && <Banner tone="warning">{t('intakes.trial.lost')}</Banner>}
      {trial.step === 'settled' && trial.upload && <Outcome upload={trial.upload} />}
      {trial.error && <ErrorBanner problem={trial.error} />}
    </Dialog>
  );
};
