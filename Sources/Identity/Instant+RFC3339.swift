extension Instant {
    /// RFC 3339, in UTC: to the millisecond, so that it can be asked about as it was printed; whole seconds without a
    /// fraction.
    package var text: String {
        let time = CivilTime(self)
        var text: [UInt8] = []
        text.reserveCapacity(24)
        text.append(time.year, digits: 4)
        text.append(time.month, digits: 2, after: "-")
        text.append(time.day, digits: 2, after: "-")
        text.append(time.hour, digits: 2, after: "T")
        text.append(time.minute, digits: 2, after: ":")
        text.append(time.second, digits: 2, after: ":")
        if time.millisecond != 0 { text.append(time.millisecond, digits: 3, after: ".") }
        text.append(UInt8(ascii: "Z"))
        return String(decoding: text, as: UTF8.self)
    }
}
