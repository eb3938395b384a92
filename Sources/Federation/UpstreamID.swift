/// Which party somebody signs in at: part of its callback's address, of the records and of the audit log.
package struct UpstreamID: Hashable, Sendable, CustomStringConvertible {
    package let text: String

    /// VNeID, in either of its profiles.
    package static let vneid = UpstreamID(known: "vneid")

    /// VNeID's app on the person's own phone, app to app: whom it names is VNeID's word as well.
    package static let vneidApp = UpstreamID(known: "vneid-app")

    /// Whether VNeID answers, by whichever way.
    package var isOfVNeID: Bool { self == .vneid || self == .vneidApp }

    /// - Parameter text: 1 to 32 lower-case letters, digits and hyphens, none of these at the ends.
    package init?(_ text: String) {
        let isPlain = text.utf8.allSatisfy { byte in
            switch UInt8(byte) {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
            default: false
            }
        }
        guard (1...32).contains(text.utf8.count), isPlain, !text.hasPrefix("-"), !text.hasSuffix("-") else {
            return nil
        }
        self.text = text
    }

    private init(known text: String) { self.text = text }

    /// Where the way in begins, below the login page.
    package var path: String {
        switch self {
        case .vneid: "/vneid"
        case .vneidApp: "/vneid/app"
        default: "/upstream/\(text)"
        }
    }

    /// The path of the redirect URI that we register there: one for each, so that no party's answer is taken for another's
    /// (RFC 9700 §4.4.2.2), and that an app on the phone can claim its own without claiming what browsers come back to.
    package var callbackPath: String { path + "/callback" }

    package var description: String { text }
}
