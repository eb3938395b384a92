extension Instant {
    /// RFC 3339, in UTC: to the millisecond, so that it can be asked about as it was printed; whole seconds without a
    /// fraction.
    package var text: String {
        let time = CivilTime(self)
        let date = "\(time.year.digits(4))-\(time.month.digits(2))-\(time.day.digits(2))"
        return "\(date)T\(time.timeOfDay)" + (time.millisecond == 0 ? "Z" : ".\(time.millisecond.digits(3))Z")
    }
}
