import Glibc

/// The resident memory of the process, once freed memory has gone back to the system.
func bytesInUse() -> Int {
    typealias Trim = @convention(c) (Int) -> Int32
    if let symbol = dlsym(nil, "malloc_trim") { _ = unsafeBitCast(symbol, to: Trim.self)(0) }
    guard let file = fopen("/proc/self/statm", "r") else { return 0 }
    defer { fclose(file) }
    var text = [CChar](repeating: 0, count: 256)
    guard fgets(&text, 255, file) != nil else { return 0 }
    let fields = String(decoding: text.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self).split(
        separator: " "
    )
    return fields.count > 1 ? (Int(fields[1]) ?? 0) * sysconf(Int32(_SC_PAGESIZE)) : 0
}

func line(_ what: String, _ figure: String, _ bound: String) {
    let padding = String(repeating: " ", count: max(1, 44 - what.count))
    print("\(what)\(padding)\(figure)   (bound: \(bound))")
}

/// Processor time of this thread, so that a busy machine doesn't count.
func cpuNanoseconds() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}

func milliseconds(_ work: () throws -> Void) rethrows -> Double {
    let start = cpuNanoseconds()
    try work()
    return Double(cpuNanoseconds() - start) / 1e6
}

func rounded(_ figure: Double) -> Double { (figure * 100).rounded() / 100 }
