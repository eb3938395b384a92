extension Duration {
    /// Reads a span as administrators write it: a whole number of seconds, minutes, hours or days (`90s`, `15m`, `24h`,
    /// `90d`), or `0`.
    package init?(written text: String) {
        if text == "0" {
            self = .zero
            return
        }
        let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
        guard let unit = text.last.flatMap({ units[$0] }), text.dropLast().allSatisfy({ ("0"..."9").contains($0) }),
            let number = Int64(text.dropLast())
        else { return nil }
        let (seconds, isTooLong) = number.multipliedReportingOverflow(by: unit)
        guard !isTooLong else { return nil }
        self = .seconds(seconds)
    }
}
