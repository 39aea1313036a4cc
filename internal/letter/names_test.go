package letter

import "math/rand/v2"

const (
	surnames = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文逄亓靳缑郤乜仉笪谌亓隗"
	given    = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂芝玉萍红梅建华国庆文斌宇航子涵欣怡梓萱浩然诗雨晨曦雅婷俊熙志远海燕淑珍喆堃玥犇珺翀赟旻昉祎睿弢"
	rareHan  = "䶮𠅤㛃㼆䂮㙍𨱏𬍛𫖯𬬻𬸚𫍽𪟝𬀩𦭜𪣻㑇㘎" // Ext A and official characters beyond U+FFFF
)

// names invents n names, every fifth with a rare character; the same ones every time.
func names(n int) []string {
	rng := rand.New(rand.NewPCG(8, 105))
	pick := func(s string) string {
		r := []rune(s)
		return string(r[rng.IntN(len(r))])
	}
	list := make([]string, n)
	for i := range list {
		list[i] = pick(surnames) + pick(given)
		switch i % 5 {
		case 0:
			list[i] += pick(rareHan)
		case 1, 2, 3:
			list[i] += pick(given)
		}
	}
	return list
}
