/** The icons in use, as shapes: nothing of a file's text ever becomes HTML. */
import alarmClock from 'lucide-static/icons/alarm-clock.svg?raw';
import arrowDown from 'lucide-static/icons/arrow-down.svg?raw';
import arrowLeft from 'lucide-static/icons/arrow-left.svg?raw';
import arrowLeftRight from 'lucide-static/icons/arrow-left-right.svg?raw';
import arrowUp from 'lucide-static/icons/arrow-up.svg?raw';
import atSign from 'lucide-static/icons/at-sign.svg?raw';
import ban from 'lucide-static/icons/ban.svg?raw';
import bell from 'lucide-static/icons/bell.svg?raw';
import bold from 'lucide-static/icons/bold.svg?raw';
import calendarClock from 'lucide-static/icons/calendar-clock.svg?raw';
import chart from 'lucide-static/icons/chart-column.svg?raw';
import check from 'lucide-static/icons/check.svg?raw';
import checkCheck from 'lucide-static/icons/check-check.svg?raw';
import chevronDown from 'lucide-static/icons/chevron-down.svg?raw';
import chevronLeft from 'lucide-static/icons/chevron-left.svg?raw';
import chevronRight from 'lucide-static/icons/chevron-right.svg?raw';
import circleAlert from 'lucide-static/icons/circle-alert.svg?raw';
import circle from 'lucide-static/icons/circle.svg?raw';
import circleCheck from 'lucide-static/icons/circle-check.svg?raw';
import circleHelp from 'lucide-static/icons/circle-question-mark.svg?raw';
import circleX from 'lucide-static/icons/circle-x.svg?raw';
import clipboardList from 'lucide-static/icons/clipboard-list.svg?raw';
import clock from 'lucide-static/icons/clock.svg?raw';
import conciergeBell from 'lucide-static/icons/concierge-bell.svg?raw';
import contact from 'lucide-static/icons/contact.svg?raw';
import copy from 'lucide-static/icons/copy.svg?raw';
import download from 'lucide-static/icons/download.svg?raw';
import ellipsis from 'lucide-static/icons/ellipsis.svg?raw';
import externalLink from 'lucide-static/icons/external-link.svg?raw';
import eye from 'lucide-static/icons/eye.svg?raw';
import eyeOff from 'lucide-static/icons/eye-off.svg?raw';
import file from 'lucide-static/icons/file.svg?raw';
import fileArchive from 'lucide-static/icons/file-archive.svg?raw';
import fileSpreadsheet from 'lucide-static/icons/file-spreadsheet.svg?raw';
import fileText from 'lucide-static/icons/file-text.svg?raw';
import fileWarning from 'lucide-static/icons/file-warning.svg?raw';
import film from 'lucide-static/icons/film.svg?raw';
import forward from 'lucide-static/icons/forward.svg?raw';
import gripVertical from 'lucide-static/icons/grip-vertical.svg?raw';
import hand from 'lucide-static/icons/hand.svg?raw';
import history from 'lucide-static/icons/history.svg?raw';
import hourglass from 'lucide-static/icons/hourglass.svg?raw';
import image from 'lucide-static/icons/image.svg?raw';
import inbox from 'lucide-static/icons/inbox.svg?raw';
import italic from 'lucide-static/icons/italic.svg?raw';
import keyRound from 'lucide-static/icons/key-round.svg?raw';
import layers from 'lucide-static/icons/layers.svg?raw';
import layoutList from 'lucide-static/icons/layout-list.svg?raw';
import layoutTemplate from 'lucide-static/icons/layout-template.svg?raw';
import link from 'lucide-static/icons/link.svg?raw';
import list from 'lucide-static/icons/list.svg?raw';
import listChecks from 'lucide-static/icons/list-checks.svg?raw';
import listFilter from 'lucide-static/icons/list-filter.svg?raw';
import lock from 'lucide-static/icons/lock.svg?raw';
import mail from 'lucide-static/icons/mail.svg?raw';
import mailOpen from 'lucide-static/icons/mail-open.svg?raw';
import mapPin from 'lucide-static/icons/map-pin.svg?raw';
import megaphone from 'lucide-static/icons/megaphone.svg?raw';
import merge from 'lucide-static/icons/merge.svg?raw';
import messageCircle from 'lucide-static/icons/message-circle.svg?raw';
import messageSquarePlus from 'lucide-static/icons/message-square-plus.svg?raw';
import messageSquareText from 'lucide-static/icons/message-square-text.svg?raw';
import mic from 'lucide-static/icons/mic.svg?raw';
import music from 'lucide-static/icons/music.svg?raw';
import palette from 'lucide-static/icons/palette.svg?raw';
import panelRight from 'lucide-static/icons/panel-right.svg?raw';
import paperclip from 'lucide-static/icons/paperclip.svg?raw';
import pause from 'lucide-static/icons/pause.svg?raw';
import pencil from 'lucide-static/icons/pencil.svg?raw';
import phone from 'lucide-static/icons/phone.svg?raw';
import play from 'lucide-static/icons/play.svg?raw';
import plus from 'lucide-static/icons/plus.svg?raw';
import pointer from 'lucide-static/icons/pointer.svg?raw';
import presentation from 'lucide-static/icons/presentation.svg?raw';
import quote from 'lucide-static/icons/quote.svg?raw';
import refreshCw from 'lucide-static/icons/refresh-cw.svg?raw';
import reply from 'lucide-static/icons/reply.svg?raw';
import rotateCcw from 'lucide-static/icons/rotate-ccw.svg?raw';
import route from 'lucide-static/icons/route.svg?raw';
import search from 'lucide-static/icons/search.svg?raw';
import send from 'lucide-static/icons/send-horizontal.svg?raw';
import settings from 'lucide-static/icons/settings.svg?raw';
import shoppingCart from 'lucide-static/icons/shopping-cart.svg?raw';
import slidersHorizontal from 'lucide-static/icons/sliders-horizontal.svg?raw';
import smartphone from 'lucide-static/icons/smartphone.svg?raw';
import smilePlus from 'lucide-static/icons/smile-plus.svg?raw';
import squareCheck from 'lucide-static/icons/square-check.svg?raw';
import stethoscope from 'lucide-static/icons/stethoscope.svg?raw';
import tag from 'lucide-static/icons/tag.svg?raw';
import trash from 'lucide-static/icons/trash-2.svg?raw';
import triangleAlert from 'lucide-static/icons/triangle-alert.svg?raw';
import upload from 'lucide-static/icons/upload.svg?raw';
import user from 'lucide-static/icons/user.svg?raw';
import users from 'lucide-static/icons/users.svg?raw';
import wifiOff from 'lucide-static/icons/wifi-off.svg?raw';
import x from 'lucide-static/icons/x.svg?raw';
import zap from 'lucide-static/icons/zap.svg?raw';
import zoomIn from 'lucide-static/icons/zoom-in.svg?raw';
import zoomOut from 'lucide-static/icons/zoom-out.svg?raw';

const files = {
  alarmClock,
  arrowDown,
  arrowLeft,
  arrowLeftRight,
  arrowUp,
  atSign,
  ban,
  bell,
  bold,
  calendarClock,
  chart,
  check,
  checkCheck,
  chevronDown,
  chevronLeft,
  chevronRight,
  circleAlert,
  circle,
  circleCheck,
  circleHelp,
  circleX,
  clipboardList,
  clock,
  conciergeBell,
  contact,
  copy,
  download,
  ellipsis,
  externalLink,
  eye,
  eyeOff,
  file,
  fileArchive,
  fileSpreadsheet,
  fileText,
  fileWarning,
  film,
  forward,
  gripVertical,
  hand,
  history,
  hourglass,
  image,
  inbox,
  italic,
  keyRound,
  layers,
  layoutList,
  layoutTemplate,
  link,
  list,
  listChecks,
  listFilter,
  lock,
  mail,
  mailOpen,
  mapPin,
  megaphone,
  merge,
  messageCircle,
  messageSquarePlus,
  messageSquareText,
  mic,
  music,
  palette,
  panelRight,
  paperclip,
  pause,
  pencil,
  phone,
  play,
  plus,
  pointer,
  presentation,
  quote,
  refreshCw,
  reply,
  rotateCcw,
  route,
  search,
  send,
  settings,
  shoppingCart,
  slidersHorizontal,
  smartphone,
  smilePlus,
  squareCheck,
  stethoscope,
  tag,
  trash,
  triangleAlert,
  upload,
  user,
  users,
  wifiOff,
  x,
  zap,
  zoomIn,
  zoomOut,
};

export type IconName = keyof typeof files;
/** They point somewhere along the line: what is read from the right points the other way. */
const ALONG_THE_LINE: readonly IconName[] = [
  'arrowLeft',
  'chevronLeft',
  'chevronRight',
  'externalLink',
  'forward',
  'list',
  'panelRight',
  'reply',
  'send',
];
export const isMirrored = (name: IconName) => ALONG_THE_LINE.includes(name);

export type Shape = [element: string, attributes: Record<string, string>];

const parsed = new Map<IconName, Shape[]>();

export function shapes(name: IconName): Shape[] {
  const known = parsed.get(name) ?? parse(files[name]);
  parsed.set(name, known);
  return known;
}

function parse(svg: string): Shape[] {
  const body = svg.slice(svg.indexOf('>', svg.indexOf('<svg')) + 1);
  return Array.from(body.matchAll(/<(\w+)\s([^>]*?)\/>/g), ([, element, attributes]) => [
    element!,
    Object.fromEntries(
      Array.from(attributes!.matchAll(/([\w-]+)="([^"]*)"/g), ([, key, value]) => [key!, value!]),
    ),
  ]);
}
