import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { OpenApi } from '../spec/document';

const EMPTY: OpenApi = { openapi: '', info: { title: '', version: '' }, paths: {} };

/** What references are looked up in. */
export const DocumentContext = createContext<OpenApi>(EMPTY);
export const useDocument = () => useContext(DocumentContext);
