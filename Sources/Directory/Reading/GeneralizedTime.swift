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

/// RFC 4517 §3.3.13, in the form in which servers write when an entry was changed: `20270301000000Z`.
package enum GeneralizedTime {
    /// A moment before another, to the second.
    /// - Returns: `nil` of a text that isn't of the form.
    package static func text(_ span: Duration, before text: some StringProtocol) -> String? {
        guard let moment = Instant(generalizedTime: text) else { return nil }
        return (moment - span).text.filter { ("0"..."9").contains($0) }.prefix(14) + "Z"
    }
}
