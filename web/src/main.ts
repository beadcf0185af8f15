import './styles/tokens.css';
document.title = 'Deskbell';
