import type { Upload } from '../../api/uploads';
import { Clip, cx, RowChevron, rowClass, Time } from '../../ui';
import { resultText, StateBadge } from './state';
import styles from './uploads.module.css';

interface UploadRowProps {
  upload: Upload;
  tabIndex: 0 | -1;
  onOpen: () => void;
}

export const UploadRow = ({ upload, tabIndex, onOpen }: UploadRowProps) => (
  <button type="button" class={cx(rowClass, styles.row)} tabIndex={tabIndex} onClick={onOpen}>
    <span class={styles.state}>
      <StateBadge upload={upload} />
    </span>
    <span class={styles.names}>
      <Clip text={resultText(upload)} strong />
      <span class={styles.sub}>
        <Clip text={`${upload.bucket}/${upload.key}`} />
      </span>
    </span>
    <span class={styles.intake}>
      <Clip text={upload.intake} />
    </span>
    <span class={styles.time}>
      <Time at={upload.created_at} />
    </span>
    <RowChevron />
  </button>
);
