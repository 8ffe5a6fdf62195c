import { useEffect, useState } from 'preact/hooks';
import { DEFAULT_COLLECTION } from '../../api/people';
import { getServer, type ServerInfo } from '../../api/server';
import { useResource } from '../../data';
import { t } from '../../i18n';
import {
  announce,
  Banner,
  Button,
  Card,
  Columns,
  ErrorBanner,
  Page,
  Select,
  Skeleton,
  TextInput,
  useDebounced,
} from '../../ui';
import { PLACE_MAX, PLACE_MIN, placeOf, similarityOf } from './axes';
import { ConfigCard } from './ConfigCard';
import { falseAcceptRate, SHOWN_MAX, SHOWN_MIN, searchThreshold } from './calibration';
import { FalseMatchChart } from './FalseMatchChart';
import { packOf } from './genuine';
import { RefusalChart } from './RefusalChart';
import styles from './thresholds.module.css';
import { useGallery } from './useGallery';
import { Verdicts } from './Verdicts';
import { percentText, similarityText, strangersText } from './words';

const VISITS = 100;
/** Where the role may not count them. */
const PEOPLE = 100;
const PEOPLE_MAX = 100_000_000;
const SETTLED_MS = 600;

/** A number as it is typed, within what makes sense; what is no number counts as the least. */
const within = (text: string, min: number, max: number) => {
  const value = Number(text.trim().replace(',', '.'));
  return Number.isFinite(value) && text.trim() !== '' ? Math.min(Math.max(value, min), max) : min;
};

const Helper = ({ server }: { server: ServerInfo }) => {
  const { policy } = server;
  const pack = packOf(server.pack);
  const [collection, setCollection] = useState(DEFAULT_COLLECTION);
  const gallery = useGallery(collection);
  const [peopleText, setPeopleText] = useState<string>();
  const [visitsText, setVisitsText] = useState(String(VISITS));
  const [targetText, setTargetText] = useState(String(policy.false_accept_target * 100));
  /** Nothing until somebody chooses: then it follows what the server asks for. */
  const [picked, setPicked] = useState<number>();
  const [typed, setTyped] = useState<string>();

  const counted = gallery.loading ? '' : String(gallery.data?.people ?? PEOPLE);
  const shownPeople = peopleText ?? counted;
  const people = Math.floor(within(shownPeople, 0, PEOPLE_MAX));
  const visits = within(visitsText, 0, PEOPLE_MAX);
  const target = within(targetText, 1e-7, 100) / 100;
  const search = searchThreshold(policy.threshold, people, policy.false_accept_target);
  const wanted = searchThreshold(policy.threshold, people, target);
  const chosen = Math.min(Math.max(picked ?? search, SHOWN_MIN), SHOWN_MAX);
  const choose = (similarity: number) => {
    setPicked(similarity);
    setTyped(undefined);
  };

  const sentence = strangersText(chosen, visits * falseAcceptRate(chosen, people));
  const settled = useDebounced(sentence, SETTLED_MS);
  useEffect(() => {
    if (picked !== undefined) announce(settled);
  }, [settled]);

  const collections = gallery.data?.collections ?? [];
  return (
    <>
      <Card title={t('thresholds.situation')}>
        {gallery.error && <ErrorBanner problem={gallery.error} onRetry={gallery.reload} />}
        <div class={styles.inputs}>
          {collections.length > 1 && (
            <Select
              label={t('thresholds.collection')}
              value={collection}
              onValue={(next) => {
                setCollection(next);
                setPeopleText(undefined);
              }}
              options={collections.map((value) => ({ value, label: value }))}
            />
          )}
          <TextInput
            label={t('thresholds.people')}
            hint={t(
              peopleText === undefined && gallery.data ? 'thresholds.peopleNow' : 'thresholds.peopleIf',
            )}
            value={shownPeople}
            onValue={setPeopleText}
            inputMode="numeric"
            autocomplete="off"
          />
          <TextInput
            label={t('thresholds.visits')}
            hint={t('thresholds.visitsHint')}
            value={visitsText}
            onValue={setVisitsText}
            inputMode="numeric"
            autocomplete="off"
          />
          <TextInput
            label={t('thresholds.target')}
            hint={t('thresholds.targetHint', {
              now: percentText(policy.false_accept_target * 100),
              similarity: similarityText(wanted),
            })}
            value={targetText}
            onValue={setTargetText}
            inputMode="decimal"
            autocomplete="off"
          />
        </div>
      </Card>
      <Columns
        main={
          <Card title={t('thresholds.meaning')}>
            <Verdicts similarity={chosen} people={people} visits={visits} pack={pack} />
            <h3 class={styles.chartTitle}>{t('thresholds.chartTitle')}</h3>
            <FalseMatchChart
              {...{ people, visits, target, chosen, search }}
              single={policy.threshold}
              onChosen={choose}
            />
            <div class={styles.control}>
              <input
                class={styles.slider}
                type="range"
                min={PLACE_MIN}
                max={PLACE_MAX}
                step="0.01"
                value={placeOf(chosen)}
                aria-label={t('thresholds.slider')}
                aria-valuetext={similarityText(chosen)}
                onInput={(event) => choose(similarityOf(Number(event.currentTarget.value)))}
              />
            </div>
            <div class={styles.steps}>
              <div class={styles.number}>
                <TextInput
                  label={t('thresholds.slider')}
                  hideLabel
                  value={typed ?? similarityText(chosen)}
                  onValue={(text) => {
                    setTyped(text);
                    const value = within(text, 0, SHOWN_MAX);
                    if (value >= SHOWN_MIN) setPicked(value);
                  }}
                  inputMode="decimal"
                  autocomplete="off"
                />
              </div>
              <Button disabled={picked === undefined} onClick={() => setPicked(undefined)}>
                {t('thresholds.toNow', { similarity: similarityText(search) })}
              </Button>
              <Button disabled={chosen === wanted} onClick={() => choose(wanted)}>
                {t('thresholds.toTarget', { similarity: similarityText(wanted) })}
              </Button>
            </div>
            <h3 class={styles.chartTitle}>{t('thresholds.refusalTitle')}</h3>
            <RefusalChart pack={pack} chosen={chosen} onChosen={choose} />
            <p class={styles.small}>{t(`thresholds.source.${pack}`)}</p>
          </Card>
        }
        side={
          <>
            <Banner tone="warning" title={t('thresholds.caveatTitle')}>
              {t('thresholds.caveat')}
            </Banner>
            <ConfigCard chosen={chosen} people={people} policy={policy} />
          </>
        }
      />
    </>
  );
};

const Thresholds = () => {
  const server = useResource((signal) => getServer({ signal }), []);
  return (
    <Page title={t('thresholds.title')} lead={t('thresholds.lead')}>
      {server.error && <ErrorBanner problem={server.error} onRetry={server.reload} />}
      {server.data && <Helper server={server.data} />}
      {server.loading && !server.data && (
        <Card title={t('thresholds.situation')}>
          <Skeleton height={94} />
        </Card>
      )}
    </Page>
  );
};

export default Thresholds;
