extension ClientRegistration {
    /// A label of a host's name, in lower case (RFC 1123 §2.1).
    static func isLabel(_ label: Substring.UTF8View) -> Bool {
        let isPlain = label.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
            default: false
            }
        }
        return isPlain && (1...63).contains(label.count) && label.first != UInt8(ascii: "-")
            && label.last != UInt8(ascii: "-")
    }
}
