import Identity

extension Instant {
    /// `20270301000000Z` (RFC 4517 §3.3.13), as far as servers write it: to the second or its fraction, in UTC.
    package init?(generalizedTime text: some StringProtocol) {
        let digits = text.prefix { ("0"..."9").contains($0) }
        let rest = text[digits.endIndex...]
        guard digits.utf8.count == 14, rest == "Z" || (rest.hasPrefix(".") && rest.hasSuffix("Z")) else { return nil }
        let all = Array(digits)
        func part(_ range: Range<Int>) -> String { String(all[range]) }
        let moment = HueTime.moment(
            "\(part(0..<4))-\(part(4..<6))-\(part(6..<8))T\(part(8..<10)):\(part(10..<12)):\(part(12..<14))\(rest)")
        guard let moment else { return nil }
        self = moment
    }
}
