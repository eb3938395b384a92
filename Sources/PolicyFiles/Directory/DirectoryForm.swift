import Directory
import Identity

extension PolicyFileError {
    /// What a value of `directory.yaml` is, and so has to look like.
    package enum DirectoryForm: Hashable, Sendable, CaseIterable {
        case attribute, distinguishedName, filter, server, duration, share, timeOfDay, postForm

        /// What the value isn't, and how one is written.
        func advice(_ value: String) -> Bilingual {
            let (vietnamese, english, example) = words
            return Bilingual(
                "\"\(value)\" không phải là \(vietnamese); hãy viết như \(example)",
                "\"\(value)\" is no \(english); write it like \(example)")
        }

        private var words: (vietnamese: String, english: String, example: String) {
            switch self {
            case .attribute: ("tên thuộc tính LDAP (RFC 4512)", "name of an attribute (RFC 4512)", "displayName")
            case .distinguishedName: ("DN (RFC 4514)", "DN (RFC 4514)", "ou=don-vi,dc=hue,dc=gov,dc=vn")
            case .filter:
                (
                    "bộ lọc LDAP (RFC 4515) dùng được ở đây", "filter that can be used here (RFC 4515)",
                    "(objectClass=user)"
                )
            case .server:
                (
                    "địa chỉ máy chủ LDAP", "address of a server",
                    "ldaps://ldap1.hue.gov.vn; ldapi:///run/slapd/ldapi"
                )
            case .duration: ("khoảng thời gian", "span of time", "15s, 10m, 24h")
            case .share: ("tỷ lệ từ 0% đến 100%", "share from 0% to 100%", "5%")
            case .timeOfDay: ("giờ trong ngày", "time of day", "\"03:00\"")
            case .postForm: ("mẫu chức vụ", "form of a post", "\"\(DirectoryForm.postForms)\"")
            }
        }

        static let postForms = "POSITION@UNIT;from=;until=;kind="
    }

    /// What makes no sense about a `directory.yaml` whose values are all of their form.
    package enum DirectoryFault: Hashable, Sendable, CaseIterable {
        /// A password would cross the network in the clear.
        case passwordInTheClear
        /// Two words that are the same when they are compared.
        case sameWord
        case noName
        case pageSize
        case provisionedSource
        case tooManyAttributes
        /// What a server of another tells of is read in full only.
        case referralsNeedFull

        var advice: Bilingual {
            switch self {
            case .passwordInTheClear:
                Bilingual(
                    "mật khẩu sẽ đi qua mạng không được mã hóa; hãy bỏ tls: none, hoặc dùng ldaps://",
                    "the password would cross the network in the clear; remove tls: none, or use ldaps://")
            case .sameWord:
                Bilingual(
                    "từ này trùng với một từ khác (không phân biệt hoa thường, vị trí dấu và khoảng trắng); hãy bỏ một",
                    "this word is the same as another one (case, tone placement and spaces don't count); remove one")
            case .noName:
                Bilingual("cần ít nhất một thuộc tính cho tên; hãy bổ sung", "a name needs an attribute; add one")
            case .provisionedSource:
                Bilingual(
                    "tên bắt đầu bằng \(SourceID.provisionedPrefix) dành cho nguồn ghi qua SCIM; hãy chọn tên khác",
                    "names that begin with \(SourceID.provisionedPrefix) are those of sources that write by SCIM; "
                        + "choose another")
            case .pageSize:
                Bilingual(
                    "page phải từ \(DirectoryMapping.pageSizes.lowerBound) đến "
                        + "\(DirectoryMapping.pageSizes.upperBound); hãy sửa lại",
                    "page has to be from \(DirectoryMapping.pageSizes.lowerBound) to "
                        + "\(DirectoryMapping.pageSizes.upperBound); correct it")
            case .referralsNeedFull:
                Bilingual(
                    "referrals chỉ dùng được với mode: full, vì thay đổi ở máy chủ khác không được báo; hãy đặt mode: full",
                    "referrals need mode: full, as nobody tells what changes at the other servers; say mode: full")
            case .tooManyAttributes:
                Bilingual("có hơn 250 thuộc tính; hãy bỏ bớt", "there are more than 250 attributes; remove some")
            }
        }
    }
}
