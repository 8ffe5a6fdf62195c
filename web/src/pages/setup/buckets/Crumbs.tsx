import { t } from '../../../i18n';
import styles from './buckets.module.css';
import { bucketPath, crumbs } from './paths';

export const Crumbs = ({ bucket, prefix }: { bucket: string; prefix: string }) => {
  const parts = crumbs(prefix);
  return (
    <nav class={styles.crumbs} aria-label={t('buckets.place')}>
      <ol>
        {[{ name: bucket, prefix: '' }, ...parts].map((part, index) => (
          <li key={part.prefix}>
            {index === parts.length ? (
              <bdi aria-current="page">{part.name}</bdi>
            ) : (
              <a href={bucketPath(bucket, part.prefix)}>
                <bdi>{part.name}</bdi>
              </a>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
};
