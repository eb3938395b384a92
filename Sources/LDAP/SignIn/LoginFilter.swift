import Wire

/// A filter that finds one person by what they typed as their name (RFC 4515 §3). Every octet that isn't a letter or a
/// digit of ASCII is escaped, so that nothing typed is syntax: `*` finds nobody.
enum LoginFilter {
    static func text(_ query: SignInQuery, username: String) -> String {
        let value = username.utf8.map { octet in
            switch octet {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                String(UnicodeScalar(octet))
            default: #"\"# + HexDigits.text([octet])
            }
        }.joined()
        return "(&\(query.filter)(\(query.username)=\(value)))"
    }
}
