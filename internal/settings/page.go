package settings

import (
	"cmp"
	"fmt"
	"strings"
)

// Page is docs/settings.md: every setting in English and Chinese.
func Page() string {
	var b strings.Builder
	b.WriteString(pageHead)
	b.WriteString("| key 键 | meaning 含义 | value 取值 | default 默认 | variable 环境变量 |\n|---|---|---|---|---|\n")
	for _, f := range new(Settings).fields() {
		en, zh := f.to.kind()
		def := ""
		if f.def != "" {
			def = "`" + f.def + "`"
		}
		key, name := "`"+f.key+"`", "`"+variable(f.key)+"`"
		if f.to.secret() {
			key += "<br>`" + f.key + fileTwin + "`"
			name += "<br>`" + variable(f.key+fileTwin) + "`"
		}
		fmt.Fprintf(&b, "| %s | %s<br>%s | %s<br>%s | %s | %s |\n", key, f.en, f.zh, en, zh, def, name)
	}
	return b.String()
}

const pageHead = `# Settings · 设置

<!-- Written by go test ./internal/settings -update from internal/settings/fields.go. Do not edit. -->

Comity needs no settings to be tried out. Settings come from, each over the one before: the defaults, a YAML file
([config/comity.example.yaml](../config/comity.example.yaml)), environment variables, flags. An empty value is the same
as none; an unknown key is an error. Paths are relative to the working directory. ` + "`comity check`" + ` says what is wrong.

试用 Comity 无需任何设置。设置来源依次为：默认值、YAML 文件、环境变量、命令行参数，后者覆盖前者。空值等同于未设置；未知的键视为错误。
相对路径以工作目录为准。` + "`comity check`" + ` 会指出问题所在。

**Secrets** may stand in a file of their own, one line, named by the key with ` + "`_file`" + ` added. They are never printed or
logged; of an address the user, the password and the query are left out. In an address, write ` + "`/ ? # @`" + ` of a password
as ` + "`%2F %3F %23 %40`" + `.

**密钥** 可放在单独的文件中（一行），以加上 ` + "`_file`" + ` 的键指定文件名。密钥不会被打印或写入日志；地址中的用户名、密码和查询部分会被略去。
地址密码中的 ` + "`/ ? # @`" + ` 须写作 ` + "`%2F %3F %23 %40`" + `。

**Other variables 其他环境变量:** ` + "`COMITY_SETTINGS`" + ` names the file 指定设置文件; ` + "`COMITY_TOKEN`" + ` says who acts on the
command line 指明命令行操作者 ([roles.md](roles.md)).

`

// Example is config/comity.example.yaml: every setting, switched off, with its default or an example.
func Example() string {
	var b strings.Builder
	b.WriteString(exampleHead)
	var open []string
	for _, f := range new(Settings).fields() {
		var parts []string
		if s := section(f.key); s != "" {
			parts = strings.Split(s, ".")
		}
		for i, p := range parts {
			if i >= len(open) || open[i] != p {
				if i == 0 {
					b.WriteByte('\n')
				}
				fmt.Fprintf(&b, "# %s%s:\n", strings.Repeat("  ", i), p)
				open = append(open[:min(i, len(open))], p)
			}
		}
		open = open[:min(len(parts), len(open))]
		if len(parts) == 0 {
			b.WriteByte('\n')
		}
		writeExample(&b, f, strings.Repeat("  ", len(parts)))
	}
	return b.String()
}

func writeExample(b *strings.Builder, f field, indent string) {
	last := f.key[strings.LastIndex(f.key, ".")+1:]
	text := cmp.Or(f.def, f.example)
	if f.to.secret() && text == "" {
		last, text = last+fileTwin, "/etc/comity/"+last
	}
	fmt.Fprintf(b, "## %s%s\n## %s%s\n# %s%s: %s\n", indent, f.en, indent, f.zh, indent, last, text)
}

const exampleHead = `## Comity: settings. Take away the "# " before the lines you need.
## Comity：设置。需要哪一行，就去掉该行开头的“# ”。
##
## Written from internal/settings/fields.go; docs/settings.md explains. Comity needs no settings to be tried out.
`
