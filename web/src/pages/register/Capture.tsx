import { useEffect, useRef, useState } from 'preact/hooks';
import { grab, useCamera, useFaceGuide, useSpaceKey, useSpokenHint, Viewfinder } from '../../camera';
import { t } from '../../i18n';
import { session } from '../../session';
import { announce, Banner, Card } from '../../ui';
import { IMAGES_MAX } from '../people/photos';
import { PhotoActions, PhotoDetails, PhotoStill } from './PhotoReview';
import { PhotoStrip } from './PhotoStrip';
import styles from './register.module.css';
import type { FileFault, Photos } from './usePhotos';

const Faults = ({ faults }: { faults: readonly FileFault[] }) => (
  <Banner tone="danger" title={t('register.files.refused')}>
    <ul>
      {faults.map(({ name, fault }, index) => (
        <li key={`${index} ${name}`}>
          <bdi>{name}</bdi>: {t(`register.files.${fault}`, { max: IMAGES_MAX })}
        </li>
      ))}
    </ul>
  </Banner>
);

interface CaptureProps {
  photos: Photos;
  collection: string;
  /** What is missing, after somebody tried to go on without it. */
  error: string | undefined;
}

/** Taking photos of the person, and looking at those that were taken. */
export const Capture = ({ photos, collection, error }: CaptureProps) => {
  const [selected, setSelected] = useState<number>();
  const details = useRef<HTMLDivElement>(null);
  const full = photos.photos.length >= IMAGES_MAX;
  const still = photos.photos.find((photo) => photo.key === selected);
  // Whoever locks the console does not mean to be filmed by it.
  const camera = useCamera(session.value.state === 'open');
  const guiding = !still && !full;
  const guide = useFaceGuide(camera, guiding);
  useSpokenHint(guide.hint, guiding);

  const shoot = async () => {
    const video = camera.video.current;
    if (full) {
      announce(t('register.files.too_many', { max: IMAGES_MAX }), true);
      return;
    }
    const blob = video && (await grab(video, 'photo'));
    if (!blob) return;
    const key = await photos.add(blob, 'camera');
    if (typeof key === 'number') setSelected(key);
    announce(t('register.taken'));
  };
  const goOn = () => setSelected(undefined);
  useSpaceKey(goOn, still !== undefined);

  const refused = photos.photos.find((photo) => photo.problem)?.key;
  useEffect(() => {
    if (refused !== undefined) setSelected(refused);
  }, [refused]);
  useEffect(() => {
    // On a phone the button that sent it is far below.
    if (still?.problem) details.current?.scrollIntoView({ block: 'center' });
  }, [still?.problem]);

  const number = still ? photos.photos.indexOf(still) + 1 : 0;
  return (
    <Card>
      <div class={styles.capture}>
        <Viewfinder
          camera={camera}
          guide={guide}
          onShutter={shoot}
          onFiles={(files) => {
            goOn();
            photos.addFiles(files);
          }}
          multiple
          still={still && <PhotoStill photo={still} alt={t('register.photo.number', { number })} />}
          actions={
            still && (
              <PhotoActions
                photo={still}
                full={full}
                onNext={goOn}
                onRetake={() => {
                  photos.remove(still.key);
                  goOn();
                }}
              />
            )
          }
        />
        {still && (
          <div ref={details}>
            <PhotoDetails photo={still} collection={collection} />
          </div>
        )}
        {photos.faults.length > 0 && <Faults faults={photos.faults} />}
        {error && (
          <div data-fault>
            <Banner tone="danger" title={error} />
          </div>
        )}
        {photos.photos.length > 0 ? (
          <PhotoStrip
            photos={photos.photos}
            selected={selected}
            onSelect={(key) => setSelected(key === selected ? undefined : key)}
            onRemove={photos.remove}
          />
        ) : (
          <p class={styles.note}>
            {t('register.photosHint')} <span class={styles.drop}>{t('register.dropHint')}</span>
          </p>
        )}
      </div>
    </Card>
  );
};
