import { useEffect, useState } from 'preact/hooks';
import { t } from '../i18n';
import { Button, IconButton } from './Button';
import { announce, toast } from './toast';

interface CopyButtonProps {
  text: string;
  /** What is copied, as in "Copy id". */
  label: string;
  /** With its words, as a button of its own. */
  full?: boolean;
}

/** Without https there is no clipboard API; the old command then works from a selected field. */
const copyText = async (text: string): Promise<void> => {
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const field = document.createElement('textarea');
  field.value = text;
  field.style.position = 'fixed';
  field.style.opacity = '0';
  const host = document.querySelector('dialog[open]') ?? document.body;
  host.append(field);
  field.select();
  const copied = document.execCommand('copy');
  field.remove();
  if (!copied) throw new Error('copy');
};

export const CopyButton = ({ text, label, full }: CopyButtonProps) => {
  const [copied, setCopied] = useState(false);

  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [copied]);

  const copy = async () => {
    try {
      await copyText(text);
      setCopied(true);
      announce(t('copy.done'));
    } catch {
      toast(t('copy.failed'), 'danger');
    }
  };

  return full ? (
    <Button icon={copied ? 'check' : 'copy'} onClick={copy}>
      {copied ? t('copy.done') : label}
    </Button>
  ) : (
    <IconButton
      icon={copied ? 'check' : 'copy'}
      label={copied ? t('copy.done') : label}
      size={16}
      onClick={copy}
    />
  );
};
