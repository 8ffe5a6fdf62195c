import { useEffect, useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { DEFAULT_COLLECTION } from '../../api/people';
import { remember, remembered } from '../../browser/remembered';
import {
  type Guide,
  grab,
  PictureError,
  prepare,
  steadyMs,
  useCamera,
  useFaceGuide,
  useObjectUrl,
  useSpaceKey,
  useSpokenHint,
  Viewfinder,
} from '../../camera';
import { t } from '../../i18n';
import { session } from '../../session';
import { announce, Banner, Button, Card, cx, EmptyState, ErrorBanner, Page, Spinner } from '../../ui';
import type { Chosen } from '../shared/PersonPicker';
import { useCollectionIds } from '../shared/useCollectionIds';
import { backToStart } from '../start/guide';
import styles from './authenticate.module.css';
import { type Kind, QuestionForm } from './QuestionForm';
import { leadOf, Result, titleOf } from './Result';
import { useVerification } from './useVerification';

const STEADY_MS = 600;
const STORED = 'mien.authenticate.auto';

const wasAuto = () => remembered(STORED) === 'yes';
const keepAuto = (auto: boolean) => remember(STORED, auto ? 'yes' : 'no');

const Still = ({ picture, busy }: { picture: Blob; busy: boolean }) => {
  const url = useObjectUrl(picture);
  return (
    <div class={styles.still}>
      {url && <img src={url} alt={t('authenticate.picture')} width={640} height={480} />}
      {busy && (
        <p class={styles.asking}>
          <Spinner size={18} />
          {t('authenticate.asking')}
        </p>
      )}
    </div>
  );
};

const Authenticate = () => {
  const { query } = useLocation();
  const [collection, setCollection] = useState(query.collection ?? DEFAULT_COLLECTION);
  const [kind, setKind] = useState<Kind>('anybody');
  const [person, setPerson] = useState<Chosen>();
  const [missing, setMissing] = useState(false);
  const [fileFault, setFileFault] = useState<{ name: string; text: string }>();
  const [auto, setAuto] = useState(wasAuto);
  const { picture, answer, error, busy, ask, clear } = useVerification();
  const camera = useCamera(session.value.state === 'open');
  const shooting = useRef(false);
  const place = useRef<HTMLDivElement>(null);
  const collections = useCollectionIds();

  const inquire = (image: Blob) => {
    setFileFault(undefined);
    setMissing(kind === 'person' && !person);
    if (kind === 'person' && !person) {
      announce(t('authenticate.personMissing'), true);
      return;
    }
    ask(image, { collection, person: kind === 'person' ? person : undefined });
  };
  const shoot = async () => {
    const video = camera.video.current;
    if (shooting.current || !video) return;
    shooting.current = true;
    try {
      const blob = await grab(video, 'photo');
      if (blob) inquire(blob);
    } finally {
      shooting.current = false;
    }
  };
  const onFiles = async ([file]: File[]) => {
    if (!file) return;
    try {
      inquire(await prepare(file));
    } catch (caught) {
      clear();
      const fault = caught instanceof PictureError ? caught.fault : 'unreadable';
      setFileFault({ name: file.name, text: t(`register.files.${fault}`) });
    }
  };
  const onGuide = (guide: Guide) => {
    if (auto && !(kind === 'person' && !person) && steadyMs(guide) >= STEADY_MS) shoot();
  };
  const guide = useFaceGuide(camera, !picture, { onGuide });
  useSpokenHint(guide.hint, !picture);
  useSpaceKey(clear, picture !== undefined);

  useEffect(() => {
    if (answer) announce(`${titleOf(answer)}. ${leadOf(answer)}`);
  }, [answer]);

  const answered = answer !== undefined || error !== undefined || fileFault !== undefined;
  // Whoever had scrolled away sees it all the same.
  useEffect(() => {
    if (answered) place.current?.scrollIntoView({ block: 'nearest' });
  }, [answered]);
  return (
    <Page title={t('authenticate.title')} {...backToStart(query)}>
      <div class={styles.columns}>
        <Card>
          <Viewfinder
            camera={camera}
            guide={guide}
            onShutter={shoot}
            onFiles={onFiles}
            multiple={false}
            still={picture && <Still picture={picture} busy={busy} />}
            smallStill
            actions={
              picture && (
                <div class={styles.actions}>
                  <Button variant="primary" icon="refresh" onClick={clear}>
                    {t('authenticate.next')}
                  </Button>
                </div>
              )
            }
          />
        </Card>
        <div class={styles.side}>
          <Card>
            <QuestionForm
              kind={kind}
              onKind={(next) => {
                setKind(next);
                setMissing(false);
              }}
              person={person}
              onPerson={(next) => {
                setPerson(next);
                setMissing(false);
              }}
              personError={missing ? t('authenticate.personMissing') : undefined}
              collection={collection}
              collections={collections}
              onCollection={(next) => {
                setCollection(next);
                setPerson(undefined);
              }}
              auto={auto}
              onAuto={(next) => {
                keepAuto(next);
                setAuto(next);
              }}
            />
          </Card>
          <div ref={place} class={cx(styles.answer, !answered && styles.unanswered)}>
            <Card>
              {fileFault && (
                <Banner tone="danger" title={t('authenticate.noPicture')}>
                  <bdi>{fileFault.name}</bdi>: {fileFault.text}
                </Banner>
              )}
              {error && (
                <ErrorBanner
                  problem={error}
                  {...(kind === 'person' && error.code === 'not_found'
                    ? { title: t('authenticate.noSuchPerson') }
                    : {})}
                />
              )}
              {answer && <Result answer={answer} />}
              {!answered && (
                <EmptyState icon="authenticate" title={t('authenticate.empty')}>
                  {t('authenticate.emptyHint')}
                </EmptyState>
              )}
            </Card>
          </div>
        </div>
      </div>
    </Page>
  );
};

export default Authenticate;
