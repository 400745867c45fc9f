/** The same few sentences in the character sets that subtitles have, encoded by another implementation (Python's). */
export const ENCODED: readonly { readonly set: string; readonly text: string; readonly base64: string }[] = [
  {
    set: 'windows-1252',
    text: "Schöne Grüße aus Österreich, liebe Mädchen!\nDie Straße war naß – und über uns flogen Vögel.\nFrançois a mangé des crêpes à l'école.",
    base64:
      'U2No9m5lIEdy/N9lIGF1cyDWc3RlcnJlaWNoLCBsaWViZSBN5GRjaGVuIQpEaWUgU3RyYd9lIHdhciBuYd8gliB1bmQg/GJlciB1bnMgZmxvZ2VuIFb2Z2VsLgpGcmFu529pcyBhIG1hbmfpIGRlcyBjcupwZXMg4CBsJ+ljb2xlLg==',
  },
  {
    set: 'windows-1250',
    text: 'Zażółć gęślą jaźń, powiedział wójt.\nPříliš žluťoučký kůň úpěl ďábelské ódy.\nNie wiem, gdzie są moje klucze i książki.',
    base64:
      'WmG/87PmIGfqnGy5IGphn/EsIHBvd2llZHppYbMgd/NqdC4KUPjtbGmaIJ5sdZ1vdehr/SBr+fIg+nDsbCDv4WJlbHNr6SDzZHkuCk5pZSB3aWVtLCBnZHppZSBzuSBtb2plIGtsdWN6ZSBpIGtzabm/a2ku',
  },
  {
    set: 'windows-1251',
    text: 'Съешь ещё этих мягких французских булок, да выпей же чаю.\nГде ты был вчера вечером?\nЯ не знаю, о чём ты говоришь.',
    base64:
      '0frl+Pwg5fm4IP3y6PUg7P/j6uj1IPTw4O328+fx6uj1IOHz6+7qLCDk4CDi++/l6SDm5SD34P4uCsPk5SDy+yDh++sg4vfl8OAg4uX35fDu7D8K3yDt5SDn7eD+LCDuIPe47CDy+yDj7uLu8Oj4/C4=',
  },
  {
    set: 'koi8-r',
    text: 'Съешь ещё этих мягких французских булок, да выпей же чаю.\nГде ты был вчера вечером?\nЯ не знаю, о чём ты говоришь.',
    base64:
      '89/F29ggxd2jINzUycggzdHHy8nIIMbSwc7D1drTy8nIIMLVzM/LLCDEwSDX2dDFyiDWxSDewcAuCufExSDU2SDC2cwg197F0sEg18XexdLPzT8K8SDOxSDazsHALCDPIN6jzSDU2SDHz9fP0snb2C4=',
  },
  {
    set: 'windows-1253',
    text: 'Δεν ξέρω τι λες.\nΠού ήσουν χθες το βράδυ;\nΗ μητέρα μου είναι στο σπίτι και ο πατέρας μου δουλεύει.',
    base64:
      'xOXtIO7d8fkg9Okg6+XyLgrQ7/0g3vPv9e0g9+jl8iD07yDi8dzk9TsKxyDs5/Td8eEg7O/1IOXf7eHpIPP07yDz8N/06SDq4ekg7yDw4fTd8eHyIOzv9SDk7/Xr5f3l6S4=',
  },
  {
    set: 'windows-1254',
    text: 'Dün akşam neredeydin?\nNe söylediğini anlamıyorum, çünkü çok gürültü var.\nBu şehirde yağmur yağıyor ve kış geliyor.',
    base64:
      'RPxuIGFr/mFtIG5lcmVkZXlkaW4/Ck5lIHP2eWxlZGnwaW5pIGFubGFt/XlvcnVtLCDn/G5r/CDnb2sgZ/xy/Gx0/CB2YXIuCkJ1IP5laGlyZGUgeWHwbXVyIHlh8P15b3IgdmUga/3+IGdlbGl5b3Iu',
  },
  {
    set: 'windows-1255',
    text: 'שלום, מה שלומך היום?\nאני לא יודע על מה אתה מדבר.\nאיפה היית אתמול בערב?',
    base64:
      '+ezl7Swg7uQg+ezl7uog5Onl7T8K4PDpIOzgIOnl4/Ig8uwg7uQg4PrkIO7j4fguCuDp9OQg5Onp+iDg+u7l7CDh8vjhPw==',
  },
  {
    set: 'windows-1256',
    text: 'مرحبا، كيف حالك اليوم؟\nأنا لا أعرف عن ماذا تتحدث.\nأين كنت مساء أمس يا صديقي؟',
    base64:
      '49HNyMehIN/t3SDNx+HfIMfh7ebjvwrD5Mcg4ccgw9rR3SDa5CDjx9DHIMrKzc/LLgrD7eQg3+TKIOPTx8Egw+PTIO3HINXP7d7tvw==',
  },
  {
    set: 'gb18030',
    text: '你好，今天天气怎么样？\n我不知道你在说什么，请再说一遍。\n昨天晚上你在哪里？我们一直在等你。',
    base64:
      'xOO6w6OsvfHM7MzsxvjU9cO00fmjvwrO0rK71qq1wMTj1NrLtcqyw7SjrMfr1NnLtdK7semhowrX8szsze3Jz8Tj1NrExMDvo7/O0sPH0rvWsdTatcjE46Gj',
  },
  {
    set: 'big5',
    text: '你好，今天天氣怎麼樣？\n我不知道你在說什麼，請再說一遍。\n昨天晚上你在哪裡？我們一直在等你。',
    base64:
      'p0GmbqFBpLWk0aTRrvCr57vyvMuhSAqn2qSjqr65RKdBpmK7oaSwu/KhQb3QpkG7oaRAuU2hQwqsUaTRsd+kV6dBpmKt/rjMoUin2q3MpECqvaZitaWnQaFD',
  },
  {
    set: 'shift_jis',
    text: 'こんにちは、今日の天気はどうですか？\n何を言っているのか分かりません。\n昨日の夜、どこにいましたか？ カタカナもあります。',
    base64:
      'grGC8YLJgr+CzYFBjaGT+oLMk1aLQ4LNgseCpILFgreCqYFICom9gvCMvoLBgsSCooLpgsyCqZWqgqmC6ILcgrmC8YFCCo3wk/qCzJbpgUGCx4KxgsmCooLcgrWCvYKpgUggg0qDXoNKg2mC4IKgguiC3IK3gUI=',
  },
  {
    set: 'euc-jp',
    text: 'こんにちは、今日の天気はどうですか？\n何を言っているのか分かりません。\n昨日の夜、どこにいましたか？ カタカナもあります。',
    base64:
      'pLOk86TLpMGkz6GiuqPG/KTOxbe1pKTPpMmkpqTHpLmkq6GpCrK/pPK4wKTDpMakpKTrpM6kq8qspKuk6qTepLuk86GjCrryxvykzszroaKkyaSzpMukpKTepLekv6Sroakgpaulv6Wrpcqk4qSipOqk3qS5oaM=',
  },
  {
    set: 'euc-kr',
    text: '안녕하세요, 오늘 날씨가 어떻습니까?\n무슨 말을 하는지 모르겠어요.\n어젯밤에 어디에 있었어요? 우리는 기다렸습니다.',
    base64:
      'vsiz58fPvLy/5Cwgv8C0wyCzr76+sKEgvu62u73AtM+x7j8Kuau9vCC4u8C7IMfPtMLB9iC48LijsNq+7r/kLgq+7sGsueO/oSC+7rXwv6EgwNa++r7uv+Q/IL/suK60wiCx4rTZt8i9wLTPtNku',
  },
];
